package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code plugin new} writes builds outside of the tree, conforms and measures as it is. */
class NewPluginIT {
  private static final List<String> COMPILERS = List.of("c++", "g++", "clang++");

  @TempDir private static Path folder;
  private static Maven maven;
  private static List<Path> before;

  @BeforeAll
  static void prepare() throws IOException {
    before = kitInTheUsersRepository();
    maven = Maven.in(folder);
  }

  @AfterAll
  static void nothingOfOursStaysInTheUsersRepository() throws IOException {
    Maven.unlink(folder);
    assertThat(kitInTheUsersRepository()).isEqualTo(before);
  }

  private static List<Path> kitInTheUsersRepository() throws IOException {
    Path ours = Maven.users().resolve("io/goodflops");
    if (!Files.exists(ours)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(ours)) {
      return files.sorted().toList();
    }
  }

  private static void needsNativeTools() {
    assumeTrue(Maven.has("cmake"), "no cmake on the PATH");
    assumeTrue(COMPILERS.stream().anyMatch(Maven::has), "no C++ compiler on the PATH");
    assumeTrue(Maven.has("make") || Maven.has("ninja"), "neither make nor ninja on the PATH");
  }

  /** In a folder whose name has a blank: paths become addresses here. */
  private static Path written(String name, String... options) throws Exception {
    Path project = folder.resolve("my chips").resolve(name + options.length);
    Outcome outcome =
        Goodflops.run(
            folder,
            Stream.concat(
                    Stream.of("plugin", "new", name, "--out", project.toString()),
                    Stream.of(options))
                .toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("mvn verify", "plugin check", "run --plugin");
    // commands can be copied from it, and an IDE finds what it wants to show
    assertThat(project.resolve("README.md"))
        .content()
        .contains("goodflops plugin check '" + project.resolve("target").resolve(name) + "'")
        .doesNotContain("@");
    try (Stream<Path> kit = Files.walk(project.resolve("repository"))) {
      assertThat(kit.map(file -> file.getFileName().toString()))
          .filteredOn(file -> file.matches("goodflops-(spi|workload|tck)-.*-sources\\.jar"))
          .hasSize(3);
    }
    return project;
  }

  private static Path built(Path project, String name) throws Exception {
    Outcome build = maven.build(project, Map.of(), "verify");
    assertThat(build.exitCode()).as(build.out() + build.err()).isZero();
    assertThat(build.out())
        .contains("Running com.example." + name.replace("-", "") + ".ConformanceTest")
        .contains("Failures: 0, Errors: 0")
        .doesNotContainIgnoringCase("checksum");
    String reports = "target/surefire-reports/TEST-com.example." + name.replace("-", "") + ".";
    assertThat(project.resolve(reports + "ConformanceTest.xml"))
        .content()
        .contains("K3 MUST Every op that compiles");
    assertThat(maven.repository().resolve("io/goodflops/goodflops-tck")).exists();
    return project.resolve("target").resolve(name);
  }

  private static void conforms(Path plugin) throws Exception {
    Outcome check = Goodflops.run(folder, "plugin", "check", plugin.toString());
    assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
    assertThat(check.out()).contains("conforms; ").doesNotContain("FAIL");
    assertThat(check.out()).containsPattern("K3 +MUST +pass");
  }

  /** FP32 matmul is measured and right; everything else is refused in a sentence. */
  private static void measures(Path plugin) throws Exception {
    Path out = folder.resolve("run-" + plugin.getFileName());
    Outcome run =
        Goodflops.run(
            folder,
            "run",
            "--plugin",
            plugin.toString(),
            "--suite",
            Goodflops.tinySuite(folder).toString(),
            "--out",
            out.toString());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(RunFile.read(out).cases())
        .hasSize(6)
        .allSatisfy(
            record -> {
              if (record.id().startsWith("gemm") && record.dtype().equals("FP32")) {
                assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.MEASURED);
                assertThat(record.verification().orElseThrow().passed()).isTrue();
              } else {
                assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.UNSUPPORTED);
                assertThat(record.reason()).contains("is there yet");
              }
            });
  }

  @Test
  void javaPluginConformsAsItIs() throws Exception {
    conforms(built(written("acme"), "acme"));
  }

  @Test
  void jniPluginConformsAsItIs() throws Exception {
    needsNativeTools();
    Path plugin = built(written("my-chip", "--kind", "jni"), "my-chip");
    conforms(plugin);
    measures(plugin);
  }

  /** Its runtime does not exist: it says what it looked for, and that is what the kit can check. */
  @Test
  void dialectBuildsAndSaysWhatItLookedFor() throws Exception {
    Path plugin = built(written("new-chip", "--kind", "dialect"), "new-chip");
    Outcome devices = Goodflops.run(folder, "devices", "--plugin", plugin.toString());
    assertThat(devices.out())
        .contains("no device: ")
        .doesNotContain("makes no sense")
        .containsPattern("GOODFLOPS_NEWCHIP_LIBRARIES is not set|built without its native library");
  }

  @Test
  void missingNativeToolsAreNamedByTheBuild() throws Exception {
    needsNativeTools();
    Path project = written("toolless", "--kind=jni");
    assertThat(buildWithout(project, List.of("cmake")).out())
        .contains("The native half needs cmake, which is not on the PATH.")
        .contains("BUILD FAILURE");
    assertThat(buildWithout(project, COMPILERS).out())
        .contains("The native half needs a C++ compiler")
        .contains("BUILD FAILURE");
  }

  private static Outcome buildWithout(Path project, List<String> programs) throws Exception {
    String path = Maven.pathWithout(folder, programs).toString();
    return maven.build(project, Map.of("PATH", path, "CXX", ""), "process-classes");
  }
}
