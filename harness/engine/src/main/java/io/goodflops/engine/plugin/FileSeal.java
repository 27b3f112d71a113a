package io.goodflops.engine.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a plugin's files looked like before they were hashed, to see at little cost whether they are
 * still those that were hashed. The time of the last change of a file's status can be set by nobody
 * but the kernel, so no change after the hash stays unseen, not even one that was taken back.
 */
public final class FileSeal {
  private static final String UNIX = "unix:size,ino,ctime,lastModifiedTime";
  private static final String ANYWHERE = "size,lastModifiedTime";

  private final Path path;
  private final Map<Path, String> states;

  private FileSeal(Path path, Map<Path, String> states) {
    this.path = path;
    this.states = states;
  }

  static FileSeal of(Path path) throws IOException {
    return new FileSeal(path, states(path));
  }

  /** A seal that nothing breaks, for a plugin whose files cannot be read. */
  static FileSeal none(Path path) {
    return new FileSeal(path, Map.of());
  }

  /** The sealed files, sorted by path. */
  List<Path> files() {
    return List.copyOf(states.keySet());
  }

  /** The first file that is not as it was; empty if all are. */
  public Optional<String> broken() {
    if (states.isEmpty()) {
      return Optional.empty();
    }
    Map<Path, String> now;
    try {
      now = states(path);
    } catch (IOException e) {
      return Optional.of(path + " (" + e.getClass().getSimpleName() + ")");
    }
    return Stream.concat(states.keySet().stream(), now.keySet().stream())
        .filter(file -> !states.getOrDefault(file, "").equals(now.getOrDefault(file, "")))
        .findFirst()
        .map(Path::toString);
  }

  private static Map<Path, String> states(Path path) throws IOException {
    Map<Path, String> states = new TreeMap<>();
    // where a link leads is what is loaded
    try (Stream<Path> files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        states.put(file, state(file));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return states;
  }

  private static String state(Path file) throws IOException {
    boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    return Files.readAttributes(file, unix ? UNIX : ANYWHERE).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
