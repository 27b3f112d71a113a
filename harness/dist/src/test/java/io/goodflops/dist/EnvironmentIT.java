package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.RunFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin sees of the host's environment, wherever it looks, in every kind of child. */
class EnvironmentIT {
  @TempDir private Path folder;

  /** Leaves all it sees in a file for each call and process, the kernel's own view included. */
  private static final String DUMP =
      """
      java.nio.file.Path file =
          java.nio.file.Path.of("@SEEN@", call + "-" + ProcessHandle.current().pid());
      if (!java.nio.file.Files.exists(file)) {
        java.nio.file.Files.writeString(file,
            System.getenv() + "\\n" + System.getProperties() + "\\n"
            + java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/environ")) + "\\n"
            + java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/cmdline")));
      }
      """;

  private static final Map<String, String> PLANTED =
      Map.of(
          "AWS_SECRET_ACCESS_KEY", "planted-1",
          "GITHUB_TOKEN", "planted-2",
          "DB_PASSWORD", "planted-3",
          "SOMETHING_ELSE", "planted-4",
          "NVIDIA_API_KEY", "planted-5",
          "CUDA_PROXY", "https://user:planted-6@proxy",
          "ACME_TOKEN", "planted-7",
          "JAVA_TOOL_OPTIONS", "-Dplanted-8=1");

  @Test
  void startedDirectly() throws Exception {
    check(Goodflops.command(arguments()));
  }

  @Test
  void startedByTheLauncher() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Layout.home().resolve("bin/goodflops").toString());
    command.addAll(List.of(arguments()));
    check(command);
  }

  private String[] arguments() throws Exception {
    return new String[] {
      "run",
      "--plugin",
      folder.resolve("acme").toString(),
      "--suite",
      Goodflops.tinySuite(folder).toString(),
      "--dtype",
      "FP32",
      "--out",
      folder.resolve("run").toString()
    };
  }

  private void check(List<String> command) throws Exception {
    Path seen = Files.createDirectory(folder.resolve("seen"));
    Path plugin =
        new TestPlugin("acme")
            .hook(DUMP.replace("@SEEN@", seen.toString()))
            .manifest("GoodFLOPS-Environment", "ACME_HOME ACME_* AWS_*")
            .in(folder);
    Map<String, String> environment = new HashMap<>(PLANTED);
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("OMP_PROC_BIND", "close");
    environment.put("ACME_HOME", "/opt/acme");
    environment.put("ACME_LEVEL", "3");
    environment.put("BEFOREHAND_KEY", "granted");
    environment.put("LD_LIBRARY_PATH", "/opt/acme/lib");
    environment.put("GOODFLOPS_PLUGIN_ENV", "BEFOREHAND_KEY NOT_THERE");
    Outcome outcome = Outcome.of(folder, environment, command);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(RunFile.read(folder.resolve("run")).cases())
        .extracting(CaseRecord::outcome)
        .contains(CaseRecord.Outcome.MEASURED);
    // and the user can see what it was
    assertThat(RunFile.read(folder.resolve("run")).plugins())
        .extracting(PluginRecord::environment)
        .containsExactly(
            new PluginRecord.Environment(
                List.of("ACME_HOME", "ACME_*", "AWS_*"),
                List.of("ACME_HOME", "ACME_LEVEL", "BEFOREHAND_KEY")));

    try (Stream<Path> files = Files.list(seen)) {
      List<Path> all = files.toList();
      assertThat(all)
          .extracting(file -> file.getFileName().toString().replaceFirst("-.*", ""))
          .contains("discover", "open", "compile", "bind", "enqueue", "close");
      // the probe, two calibrations and the forks of two cases
      assertThat(all.stream().filter(file -> name(file).startsWith("discover-")).count())
          .isGreaterThanOrEqualTo(5);
      for (Path file : all) {
        String text = Files.readString(file);
        assertThat(text).as(name(file)).doesNotContain("planted");
        assertThat(text)
            .contains("ACME_HOME=/opt/acme", "ACME_LEVEL=3", "OMP_PROC_BIND=close")
            .contains("BEFOREHAND_KEY=granted", "LC_ALL=C.UTF-8", "PATH=", "HOME=")
            .contains("LD_LIBRARY_PATH=" + plugin + ":/opt/acme/lib")
            .contains("java.library.path=" + plugin + ":");
      }
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
