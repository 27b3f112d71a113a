package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.RunFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What children print, leave and write instead of an answer costs the host neither disk nor life.
 */
class LeftoversIT {
  private static final long MOST_BYTES = 48L << 20;

  @TempDir private Path folder;
  private Path temporary;

  @BeforeEach
  void makeTemporary() throws IOException {
    temporary = Files.createDirectory(folder.resolve("temporary"));
  }

  @Test
  void endlessOutputInDiscoverIsBounded() throws Exception {
    Process host =
        start(
            "rate.FP32=1\nfault.a=endless-flood\nfault.a.in=discover\n",
            "--plugin",
            "reference",
            "--plugin",
            "simulator",
            "--device",
            "reference:0");
    assertThat(largest(host)).isLessThan(MOST_BYTES);
    assertThat(host.exitValue()).as(output()).isZero();
    assertThat(RunFile.read(folder.resolve("run")).plugins())
        .anySatisfy(
            plugin ->
                assertThat(plugin.absence().map(Object::toString).orElse(""))
                    .contains("did not return within 8 s"));
  }

  @Test
  void endlessOutputInAForkIsBounded() throws Exception {
    Process host =
        start(
            Goodflops.RATES
                + "fault.a=endless-flood\nfault.a.in=bind\nfault.a.m=32\nfault.a.kind=matmul\n",
            "--plugin",
            "simulator");
    assertThat(largest(host)).isLessThan(MOST_BYTES);
    assertThat(host.exitValue()).as(output()).isEqualTo(3);
    assertThat(RunFile.read(folder.resolve("run")).cases())
        .anySatisfy(
            record -> {
              assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.TIMED_OUT);
              assertThat(record.reason()).contains("bind()");
            })
        .anySatisfy(record -> assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.MEASURED));
    try (Stream<Path> logs = Files.walk(folder.resolve("run/logs"))) {
      assertThat(logs.filter(file -> file.endsWith("log.txt")))
          .isNotEmpty()
          .allSatisfy(
              log -> {
                assertThat(log).content().contains("bytes left out");
                assertThat(Files.size(log)).isLessThan(2 << 20);
              });
    }
    assertThat(Goodflops.orphans(folder)).isEmpty();
    assertThat(temporary).isDirectoryNotContaining(LeftoversIT::ours);
  }

  @Test
  void nextStartSweepsWhatAKilledHostHasLeft() throws Exception {
    Process host = start(Goodflops.RATES, "--plugin", "simulator");
    Path journal = folder.resolve("run/journal.jsonl");
    while (host.isAlive()
        && !(Files.exists(journal) && Files.readString(journal).contains("\"fork\""))) {
      Thread.sleep(20);
    }
    // a fork that runs: JMH's files were made before it, and word was left of them
    while (host.isAlive()
        && host.children()
            .noneMatch(
                child -> child.info().commandLine().orElse("").contains("-Dgoodflops.order="))) {
      Thread.sleep(1);
    }
    host.destroyForcibly().waitFor();
    assertThat(files("jmh")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(files("goodflops-run-")).isNotEmpty();
    Outcome next = Outcome.of(folder, environment(""), here(Goodflops.command("devices")));
    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(temporary).isDirectoryNotContaining(LeftoversIT::ours);
  }

  @Test
  void brokenAnswersAreOneSentenceEach() throws Exception {
    Map<String, String> answers =
        Map.of(
            "cut", "{\\\"version\\\": \\\"1\\\", \\\"dev",
            "nan", "{\\\"version\\\": NaN, \\\"devices\\\": [], \\\"absence\\\": null}",
            "null", "{\\\"version\\\": null, \\\"devices\\\": [], \\\"absence\\\": null}",
            "huge", "[\" + \" \".repeat(40 << 20) + \"]");
    for (Map.Entry<String, String> answer : answers.entrySet()) {
      Path plugin =
          new TestPlugin(answer.getKey())
              .hook(
                  """
                  String command = System.getProperty("sun.java.command");
                  if (command.contains("ProbeChild")) {
                    java.nio.file.Path file = java.nio.file.Path.of(command.split(" ")[1]);
                    java.nio.file.Files.writeString(file, "%s");
                    Runtime.getRuntime().halt(0);
                  }
                  """
                      .formatted(answer.getValue()))
              .in(folder);
      Outcome outcome =
          Goodflops.run(folder, "devices", "--plugin", plugin.toString(), "--plugin", "reference");
      assertThat(outcome.out())
          .containsPattern("no device: its process left an answer that cannot be read, because \\S")
          .contains("reference:0")
          .contains("devices of " + plugin);
      assertThat(outcome.err()).doesNotContain("\tat ");
    }
  }

  @Test
  void brokenReportOfAForkCostsItsCase() throws Exception {
    Path plugin =
        new TestPlugin("cut")
            .hook(
                """
                String order = System.getProperty("goodflops.order");
                if (order != null && call.equals("bind")) {
                  java.nio.file.Files.writeString(
                      java.nio.file.Path.of(order).resolveSibling("fork.json"), "{\\"outcome\\": \\"MEA");
                  Runtime.getRuntime().halt(0);
                }
                """)
            .in(folder);
    Outcome outcome =
        Goodflops.run(
            folder,
            "run",
            "--plugin",
            plugin.toString(),
            "--suite",
            Goodflops.tinySuite(folder).toString(),
            "--dtype",
            "FP32",
            "--out",
            folder.resolve("run").toString());
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(RunFile.read(folder.resolve("run")).cases())
        .isNotEmpty()
        .allSatisfy(
            record ->
                assertThat(record.reason())
                    .startsWith("the process left a report that cannot be read, because "));
  }

  private Process start(String program, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--suite",
                Goodflops.tinySuite(folder).toString(),
                "--dtype",
                "FP32",
                "--fork-timeout",
                "8s",
                "--out",
                folder.resolve("run").toString()));
    arguments.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(here(Goodflops.command(arguments.toArray(String[]::new))))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile());
    builder.environment().putAll(environment(program));
    return builder.start();
  }

  private Map<String, String> environment(String program) throws IOException {
    Map<String, String> environment = new java.util.HashMap<>(Goodflops.simulator(folder, program));
    environment.put("TMPDIR", temporary.toString());
    return environment;
  }

  /** With a temporary folder that nobody else uses. */
  private List<String> here(List<String> command) {
    List<String> mine = new ArrayList<>(command);
    mine.replaceAll(
        word -> word.startsWith("-Djava.io.tmpdir=") ? "-Djava.io.tmpdir=" + temporary : word);
    return mine;
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }

  /** Most bytes of logs and temporary files at any look, until the process has ended. */
  private long largest(Process process) throws InterruptedException {
    long most = 0;
    do {
      most = Math.max(most, bytes());
    } while (!process.waitFor(50, TimeUnit.MILLISECONDS));
    return Math.max(most, bytes());
  }

  private long bytes() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.startsWith(temporary) || file.endsWith("log.txt"))
          .mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0)
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0; // something has just gone away
    }
  }

  private List<Path> files(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  private static boolean ours(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("jmh") || name.startsWith("goodflops-run-");
  }
}
