package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip holds what a user needs and starts with nothing but a Java runtime. */
class ZipIT {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/bin:/bin",
          "JAVA_HOME", System.getProperty("java.home"),
          "GOODFLOPS_JAVA_HOME", "",
          "GOODFLOPS_HOST_JAVA_OPTS", "");

  @TempDir private static Path folder;
  private static Path home;

  @BeforeAll
  static void unpack() throws IOException {
    Path place = Files.createDirectories(folder.resolve("my programs"));
    try (ZipFile zip = new ZipFile(Layout.zip().toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        unpack(zip, entries.nextElement(), place);
      }
    }
    home = place.resolve("goodflops-" + System.getProperty("goodflops.version"));
    home.resolve("bin/goodflops").toFile().setExecutable(true);
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path place) throws IOException {
    Path file = place.resolve(entry.getName()).normalize();
    assertThat(file.startsWith(place)).as(entry.getName()).isTrue();
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    try (InputStream bytes = zip.getInputStream(entry)) {
      Files.copy(bytes, file);
    }
  }

  @Test
  void holdsOneFolderWithEverything() throws IOException {
    try (Stream<Path> top = Files.list(home.getParent())) {
      assertThat(top).containsExactly(home);
    }
    assertThat(
            Stream.of(
                    "bin/goodflops",
                    "bin/goodflops.cmd",
                    "completion/goodflops.bash",
                    "docs/ARCHITECTURE.md",
                    "docs/profiles/gpt2-small-step.suite.json",
                    "licenses/Apache-2.0.txt",
                    "template/java/pom.xml",
                    "template/jni/src/main/native/CMakeLists.txt",
                    "template/versions.properties",
                    "LICENSE",
                    "README.md",
                    "README.zh-CN.md",
                    "THIRD-PARTY.md")
                .map(home::resolve))
        .allSatisfy(file -> assertThat(file).isRegularFile().isNotEmptyFile());
  }

  @Test
  void nothingEmulatedIsShipped() throws IOException {
    for (Path jar : Layout.jars("plugins")) {
      try (ZipFile entries = new ZipFile(jar.toFile())) {
        assertThat(entries.stream().map(ZipEntry::getName))
            .as(jar.toString())
            .noneMatch(name -> name.contains("emulated") || name.contains("libcudart"));
      }
    }
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("emulated") || name.startsWith("libcudart"));
    }
  }

  @Test
  void startsThroughALinkFromElsewhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("gf"), home.resolve("bin/goodflops"));
    Outcome outcome = Outcome.of(folder, ENVIRONMENT, List.of(link.toString(), "--help"));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("goodflops");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void unsuitableJavaIsNamed() throws Exception {
    Path old = Files.createDirectories(folder.resolve("old/bin")).getParent();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Files.writeString(old.resolve("bin/java"), "#!/bin/sh\n");
    old.resolve("bin/java").toFile().setExecutable(true);
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    environment.put("GOODFLOPS_JAVA_HOME", old.toString());
    Outcome outcome =
        Outcome.of(
            folder, environment, List.of(home.resolve("bin/goodflops").toString(), "--help"));
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("no Java runtime 17 to 25");
  }

  @Test
  void completionIsBashAndKnowsTheOptions() throws Exception {
    Path script = home.resolve("completion/goodflops.bash");
    assertThat(Outcome.of(folder, ENVIRONMENT, List.of("bash", "-n", script.toString())).exitCode())
        .isZero();
    assertThat(Files.readString(script))
        .contains("complete -F _complete_goodflops")
        .contains("--help");
  }

  @Test
  void nothingOfAPluginIsOnTheHostsClassPath() {
    List<String> names = new ArrayList<>();
    Layout.jars("lib").forEach(jar -> names.add(jar.getFileName().toString()));
    assertThat(names)
        .isNotEmpty()
        .noneMatch(name -> name.matches("(goodflops-plugin|dnnl|openblas|javacpp).*"));
  }

  @Test
  void pluginsBringNoSpiOfTheirOwn() {
    List<Path> jars = Layout.jars("plugins");
    assertThat(jars)
        .isNotEmpty()
        .noneMatch(jar -> jar.getFileName().toString().startsWith("goodflops-spi"));
  }
}
