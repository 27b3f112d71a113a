package io.goodflops.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A small source tree with the real launcher in it, a JDK that prints what it was called with, and
 * a Maven that takes notes. Only the launcher's own decisions are under test, so neither needs to
 * do its work.
 */
final class FakeTree {
  /**
   * What the launcher needs from the system, and nothing that could be a JDK, a Maven or a package
   * manager.
   */
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "sh",
          "env",
          "awk",
          "basename",
          "cat",
          "chmod",
          "cut",
          "date",
          "dirname",
          "find",
          "flock",
          "grep",
          "head",
          "id",
          "ls",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "tail",
          "tee",
          "touch",
          "tr",
          "uname");

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  FakeTree(Path folder) throws IOException {
    this.folder = folder;
    for (String module : List.of("harness/spi", "harness/dist", "plugins/reference")) {
      Files.createDirectories(root().resolve(module + "/src"));
      Files.writeString(root().resolve(module + "/pom.xml"), "<project/>");
      Files.writeString(root().resolve(module + "/src/A.java"), "class A {}");
    }
    Files.writeString(root().resolve("pom.xml"), "<project/>");
    script(root().resolve("goodflops"), Files.readString(Layout.tree().resolve("goodflops")));
    Files.createDirectories(tools());
    jdk("17.0.15");
    maven("3.8.7", "");
    environment.put("PATH", tools() + ":" + systemTools(TOOLS));
    environment.put("GOODFLOPS_JAVA_HOME", jdk().toString());
    environment.put("JAVA_HOME", "");
    environment.put("GOODFLOPS_HOST_JAVA_OPTS", "");
    age(root());
  }

  /** The root of the tree; its path holds a blank. */
  Path root() {
    return folder.resolve("my tree");
  }

  Path jdk() {
    return folder.resolve("jdk 17");
  }

  /** Comes first on the PATH. */
  Path tools() {
    return folder.resolve("tools");
  }

  /** Takes a tool of the system away. */
  void without(String tool) throws IOException {
    List<String> rest = TOOLS.stream().filter(name -> !name.equals(tool)).toList();
    environment.put("PATH", tools() + ":" + systemTools(rest));
  }

  /**
   * A folder with links to some of the system's tools; kept, because links out of a temporary
   * folder alarm JUnit.
   */
  private static Path systemTools(List<String> names) throws IOException {
    Path links = Layout.home().resolveSibling("tools-" + names.size());
    Files.createDirectories(links);
    for (String name : names) {
      for (String place : List.of("/usr/bin/", "/bin/")) {
        if (Files.exists(Path.of(place + name)) && !Files.exists(links.resolve(name))) {
          Files.createSymbolicLink(links.resolve(name), Path.of(place + name));
        }
      }
    }
    return links;
  }

  Path stamp() {
    return root().resolve("harness/dist/target/goodflops.stamp");
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /** A JDK of some version whose `java` prints its arguments, one a line. */
  void jdk(String version) throws IOException {
    Files.createDirectories(jdk().resolve("bin"));
    Files.writeString(jdk().resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(jdk().resolve("bin/java"), "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done\n");
    script(jdk().resolve("bin/javac"), "#!/bin/sh\n");
  }

  /**
   * A Maven of some version that notes each build and makes a layout; then it does what `also`
   * says.
   */
  void maven(String version, String also) throws IOException {
    script(
        tools().resolve("mvn"),
        """
        #!/bin/bash
        case "$*" in *--version*) echo "Apache Maven %s"; exit 0 ;; esac
        echo "$*" >>"%s"
        echo "[INFO] Building GoodFLOPS SPI 0.1.0                    [1/2]"
        mkdir -p harness/dist/target/goodflops/lib
        %s
        echo "[INFO] BUILD SUCCESS"
        """
            .formatted(version, notes(), also));
  }

  void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    file.toFile().setExecutable(true);
  }

  /** One line for each build that ran. */
  List<String> builds() throws IOException {
    return Files.exists(notes()) ? Files.readAllLines(notes()) : List.of();
  }

  Outcome launch(String... arguments) throws IOException, InterruptedException {
    return launch(root().resolve("goodflops"), folder, arguments);
  }

  Outcome launch(Path launcher, Path from, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return Outcome.of(from, environment, command);
  }

  /**
   * Makes everything look an hour old, so that a test need not wait for the file system's clock.
   */
  private static void age(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
      }
    }
  }

  /** Takes the right to write from every folder of the tree. */
  void seal() throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      for (Path file : files.toList()) {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        rights.removeIf(right -> right.name().endsWith("_WRITE"));
        Files.setPosixFilePermissions(file, rights);
      }
    }
  }

  private Path notes() {
    return folder.resolve("builds.txt");
  }
}
