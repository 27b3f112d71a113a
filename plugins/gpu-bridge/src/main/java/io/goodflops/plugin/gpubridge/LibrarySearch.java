package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DeviceException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks for a dialect's libraries and opens them: in the folders the user configured, below the
 * vendor's variables, in the usual places, and last where the system's loader looks. Keeps what it
 * tried.
 */
final class LibrarySearch {
  private final Dialect dialect;
  private final Set<Path> folders;
  private final List<String> lookedFor = new ArrayList<>();

  /**
   * An opened library.
   *
   * @param path where it lies, or its bare name where the system's loader found it
   */
  record Opened(long handle, String path) {}

  LibrarySearch(Dialect dialect, Map<String, String> environment) {
    this.dialect = dialect;
    this.folders = folders(dialect.search(), environment);
    String configured = environment.getOrDefault(dialect.search().configured(), "");
    lookedFor.add(
        dialect.search().configured()
            + (configured.isBlank() ? " is not set" : " is " + configured)
            + set(dialect.search().variables(), environment)
            + "; usual folders are "
            + String.join(" ", dialect.search().places()));
  }

  /** What was tried so far, a line each. */
  List<String> lookedFor() {
    return List.copyOf(lookedFor);
  }

  /** Names of the library's files, for people. */
  String names(Library library) {
    return String.join(" or ", dialect.libraries().get(library));
  }

  /** Opens the first of its files that can be opened. */
  Optional<Opened> open(Library library) {
    List<String> names = dialect.libraries().get(library);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    List<String> refusals = new ArrayList<>();
    for (Path folder : folders) {
      for (String name : names) {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
          Optional<String> problem = ElfFile.problem(file);
          problem.ifPresent(refusals::add);
          if (library == Library.COMPILER) {
            dialect.compiler().parts().forEach(part -> openAll(folder, part));
          }
          Optional<Opened> opened =
              problem.isPresent() ? Optional.empty() : load(file.toString(), refusals);
          if (opened.isPresent()) {
            return found(library, opened.get());
          }
        }
      }
    }
    boolean system = dialect.search().system();
    for (String name : system ? names : List.<String>of()) {
      Optional<Opened> opened = load(name, new ArrayList<>());
      if (opened.isPresent()) {
        return found(library, opened.get());
      }
    }
    lookedFor.add(library.words() + ": " + names(library) + where(system));
    refusals.forEach(refusal -> lookedFor.add(library.words() + ": " + refusal));
    return Optional.empty();
  }

  private String where(boolean system) {
    String found =
        folders.stream().map(Path::toString).collect(Collectors.joining(", ", " in ", ""));
    return (folders.isEmpty() ? ": none of these folders is there" : found)
        + (system ? ", and where the system's loader looks" : "");
  }

  /** Once a library is open, another that looks for it by its name alone finds it. */
  private static void openAll(Path folder, String glob) {
    for (Path file : matching(folder, glob)) {
      if (ElfFile.problem(file).isEmpty()) {
        load(file.toString(), new ArrayList<>());
      }
    }
  }

  private Optional<Opened> found(Library library, Opened opened) {
    lookedFor.add(library.words() + ": found " + opened.path());
    return Optional.of(opened);
  }

  private static Optional<Opened> load(String path, List<String> refusals) {
    try {
      return Optional.of(new Opened(Bridge.load(path), path));
    } catch (DeviceException e) {
      refusals.add(e.getMessage());
      return Optional.empty();
    }
  }

  private static String set(List<String> variables, Map<String, String> environment) {
    return variables.stream()
        .map(
            name ->
                environment.containsKey(name)
                    ? "; " + name + " is " + environment.get(name)
                    : "; " + name + " is not set")
        .collect(Collectors.joining());
  }

  private static Set<Path> folders(Dialect.Search search, Map<String, String> environment) {
    List<String> patterns = new ArrayList<>();
    String configured = environment.getOrDefault(search.configured(), "");
    patterns.addAll(Arrays.asList(configured.split(File.pathSeparator)));
    for (String variable : search.variables()) {
      String root = environment.getOrDefault(variable, "");
      if (!root.isBlank()) {
        search.folders().forEach(folder -> patterns.add(root + "/" + folder));
      }
    }
    patterns.addAll(search.places());
    Set<Path> folders = new LinkedHashSet<>();
    for (String pattern : patterns) {
      String home = environment.getOrDefault("HOME", "");
      String place = pattern.startsWith("~/") ? home + pattern.substring(1) : pattern;
      // a relative one would depend on where the harness was started
      if (place.startsWith("/")) {
        expand(place).forEach(folder -> add(folders, folder));
      }
    }
    return folders;
  }

  private static void add(Set<Path> folders, Path folder) {
    try {
      folders.add(folder.toRealPath());
    } catch (IOException e) {
      // it is not there, or not for us
    }
  }

  /** Folders that a pattern with {@code *} in its names means, the newest version first. */
  private static List<Path> expand(String pattern) {
    List<Path> found = List.of(Path.of("/"));
    for (String name : pattern.split("/+")) {
      if (name.isEmpty()) {
        continue;
      }
      List<Path> next = new ArrayList<>();
      for (Path folder : found) {
        try {
          if (name.contains("*")) {
            matching(folder, name).stream().filter(Files::isDirectory).forEach(next::add);
          } else if (Files.isDirectory(folder.resolve(name))) {
            next.add(folder.resolve(name));
          }
        } catch (InvalidPathException e) {
          // a variable may hold anything
        }
      }
      found = next;
    }
    return found;
  }

  private static List<Path> matching(Path folder, String glob) {
    List<Path> matches = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return matches;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
      entries.forEach(matches::add);
    } catch (IOException e) {
      // not for us to read
    }
    matches.sort(Comparator.reverseOrder());
    return matches;
  }
}
