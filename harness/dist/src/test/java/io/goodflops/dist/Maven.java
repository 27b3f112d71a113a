package io.goodflops.dist;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Maven that runs this build, for a project outside of it.
 *
 * <p>Maven copies what it finds in a {@code file:} repository into the user's own. Nothing of ours
 * may stay there, so the project gets a local repository of its own: a folder of links into the
 * user's, with a real {@code io} folder. What is there needs no download, what is new is kept for
 * the next build, and {@code io/goodflops} goes away with the test.
 */
final class Maven {
  private final Path repository;
  private final Optional<Path> settings;

  private Maven(Path repository, Optional<Path> settings) {
    this.repository = repository;
    this.settings = settings;
  }

  /**
   * Prepares a local repository.
   *
   * @param folder where it may lie
   */
  static Maven in(Path folder) throws IOException {
    Path mine = Files.createDirectories(folder.resolve("m2/io")).getParent();
    link(users(), mine);
    link(users().resolve("io"), mine.resolve("io"));
    return new Maven(mine, settings(folder));
  }

  /** The local repository of whoever builds this. */
  static Path users() {
    return Path.of(System.getProperty("goodflops.maven.repository"));
  }

  /** Where the build of a project puts what it has found. */
  Path repository() {
    return repository;
  }

  /** Runs a build; an empty value removes a variable from its environment. */
  Outcome build(Path project, Map<String, String> environment, String goal) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("goodflops.maven.home"), "bin", "mvn").toString());
    command.add("-B");
    command.add("-Dmaven.repo.local=" + repository);
    if (System.getProperty("goodflops.maven.mode").equals("offline=true")) {
      command.add("-o");
    }
    settings.ifPresent(file -> command.addAll(List.of("-s", file.toString())));
    command.add(goal);
    Map<String, String> all = new HashMap<>(environment);
    all.put("JAVA_HOME", System.getProperty("java.home"));
    all.put("LC_ALL", "C.UTF-8");
    all.put("MAVEN_BASEDIR", "");
    return Outcome.of(project, all, command);
  }

  /** Whether a program is on the PATH. */
  static boolean has(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** A folder with everything that is on the PATH, but for some programs. */
  static Path pathWithout(Path folder, List<String> programs) throws IOException {
    Path path = Files.createDirectories(folder.resolve("bin-without-" + programs.get(0)));
    for (String place : System.getenv("PATH").split(File.pathSeparator)) {
      link(Path.of(place), path);
    }
    for (String program : programs) {
      Files.deleteIfExists(path.resolve(program));
    }
    return path;
  }

  /** Takes away links, not what they lead to: else JUnit warns of each. */
  static void unlink(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private static void link(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path link = to.resolve(entry.getFileName());
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)
            && !entry.getFileName().toString().equals("goodflops")) {
          Files.createSymbolicLink(link, entry);
        }
      }
    }
  }

  /** The user's, with what the new plugin's README says about a mirror of everything. */
  private static Optional<Path> settings(Path folder) throws IOException {
    Path users = Path.of(System.getProperty("user.home"), ".m2", "settings.xml");
    if (!Files.exists(users)) {
      return Optional.empty();
    }
    String text = Files.readString(users).replace("<mirrorOf>*<", "<mirrorOf>*,!goodflops<");
    return Optional.of(Files.writeString(folder.resolve("settings.xml"), text));
  }
}
