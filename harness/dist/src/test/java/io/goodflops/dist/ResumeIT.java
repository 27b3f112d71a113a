package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.Journal;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import io.goodflops.result.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed loses nothing it has measured. */
class ResumeIT {
  private static final String CHALLENGE = "opened on 2026-11-28";
  private static final int CASES = 3;

  private static final String SUITE =
      """
      {"name": "three", "policy": {"minForks": 1, "maxForks": 1, "minBatches": 5,
         "minBatchSeconds": 0.005, "minTimedSeconds": 0.2, "maxWarmupSeconds": 0.05,
         "precision": 0.05, "budgetSeconds": 60},
       "workloads": [
         {"op": "matmul", "m": [32, 48], "n": 32, "k": 32, "dtypes": ["FP32"], "source": "test"},
         {"op": "copy", "workingSets": "64KiB", "dtypes": ["FP32"], "source": "test"}]}
      """;

  @TempDir private Path folder;

  @Test
  void killedHostGoesOnWhereItWas() throws Exception {
    Path out = folder.resolve("run");
    Process host = startRun(out);
    try {
      waitForForks(out, 2, host);
    } finally {
      // SIGKILL: no hook runs, the fork has to notice by itself
      host.destroyForcibly().waitFor();
    }
    List<String> before = Journal.read(out.resolve("journal.jsonl"));
    waitForNoOrphans();

    Outcome resumed = resume(out);

    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    List<String> after = Journal.read(out.resolve("journal.jsonl"));
    assertThat(after).startsWith(before.toArray(String[]::new));
    RunRecord run = RunFile.read(out);
    assertThat(run.settings().challenge()).contains(CHALLENGE);
    assertThat(Seeds.follow(run, CHALLENGE)).isTrue();
    assertThat(run.cases())
        .hasSize(CASES)
        .allSatisfy(
            record -> {
              assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.MEASURED);
              assertThat(record.forks()).hasSize(1);
            });
  }

  @Test
  void interruptedRunSaysHowToGoOnAndALineCutOffIsNamed() throws Exception {
    Path out = folder.resolve("run");
    Process host = startRun(out);
    waitForForks(out, 1, host);
    boolean deaf = ignoresInterrupt(host.pid());
    new ProcessBuilder("kill", deaf ? "-TERM" : "-INT", Long.toString(host.pid()))
        .start()
        .waitFor();
    assertThat(host.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(host.exitValue()).isEqualTo(deaf ? 143 : 130);
    assertThat(read(folder.resolve("output.txt")))
        .contains("Stopped. What was measured is kept; go on with: ")
        .contains("run --resume " + out)
        .doesNotContain("\tat ");
    waitForNoOrphans();
    Path journal = out.resolve("journal.jsonl");
    List<String> before = Journal.read(journal);
    Files.writeString(
        journal, "{\"type\":\"fork\",\"case", java.nio.file.StandardOpenOption.APPEND);

    Outcome resumed = resume(out);

    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("The last line of " + journal + " was cut off");
    assertThat(Journal.read(journal)).startsWith(before.toArray(String[]::new));
    assertThat(RunFile.read(out).cases()).hasSize(CASES);
  }

  @Test
  void nothingIsCalibratedWhereNothingIsMeasured() throws Exception {
    Path suite =
        Files.writeString(
            folder.resolve("none.json"),
            """
            {"name": "none", "workloads": [
              {"op": "matmul", "m": 8, "n": 8, "k": 8, "dtypes": ["FP32"], "mathMode": "tf32",
               "source": "test"},
              {"op": "copy", "workingSets": "1TiB", "dtypes": ["FP32"], "source": "test"}]}
            """);
    Path out = folder.resolve("run");
    Outcome outcome =
        Goodflops.run(
            folder,
            "run",
            "--suite",
            suite.toString(),
            "--device",
            "reference:0",
            "--out",
            out.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).doesNotContain("calibrating");
    RunRecord run = RunFile.read(out);
    assertThat(run.calibration()).isEmpty();
    assertThat(run.cases())
        .hasSize(2)
        .allSatisfy(
            record -> {
              assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.UNSUPPORTED);
              assertThat(outcome.out().replaceAll("\\s", ""))
                  .contains(record.reason().replaceAll("\\s", ""));
            });
  }

  @Test
  void finishedRunIsOnlyReportedAgain() throws Exception {
    Path out = folder.resolve("run");
    assertThat(startRun(out).waitFor(5, TimeUnit.MINUTES)).isTrue();
    List<String> before = Journal.read(out.resolve("journal.jsonl"));
    Files.delete(out.resolve("run.json"));

    assertThat(resume(out).exitCode()).isZero();

    assertThat(Journal.read(out.resolve("journal.jsonl"))).isEqualTo(before);
    assertThat(RunFile.read(out).cases()).hasSize(CASES);
  }

  /** Its folder is neither installed nor called as the plugin calls itself. */
  @Test
  void pluginGivenByPathIsFoundAgain() throws Exception {
    Path made = new TestPlugin("acme").in(folder);
    Path plugin = Files.move(made, folder.resolve("renamed"));
    Path out = folder.resolve("run");
    Outcome first =
        Goodflops.run(
            folder,
            "run",
            "--plugin",
            "./renamed",
            "--suite",
            Goodflops.tinySuite(folder).toString(),
            "--dtype",
            "FP32",
            "--out",
            out.toString());
    assertThat(first.exitCode()).as(first.err()).isZero();
    Files.delete(out.resolve("run.json"));

    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Outcome again = Goodflops.run(elsewhere, "run", "--resume", out.toString());

    assertThat(again.exitCode()).as(again.err()).isZero();
    RunRecord run = RunFile.read(out);
    assertThat(run.cases()).hasSize(2);
    assertThat(run.devices())
        .singleElement()
        .satisfies(device -> assertThat(device.plugin()).isEqualTo("renamed"));

    Files.move(plugin, folder.resolve("gone"));
    Outcome gone = Goodflops.run(elsewhere, "run", "--resume", out.toString());
    assertThat(gone.exitCode()).isEqualTo(2);
    assertThat(gone.err()).contains("The plugin " + plugin + " does not exist.");
  }

  @Test
  void killedForkCostsItsCaseOnly() throws Exception {
    Path out = folder.resolve("run");
    Process host = startRun(out);
    waitForForks(out, 1, host);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    boolean killed = false;
    while (!killed && System.nanoTime() < deadline) {
      // of a long command line the JDK shows the first 4 KiB: this option comes before the class
      // path
      killed =
          host.children()
              .filter(child -> child.info().commandLine().orElse("").contains("-Dgoodflops.order="))
              .findFirst()
              .map(ProcessHandle::destroyForcibly)
              .orElse(false);
      Thread.sleep(20);
    }
    assertThat(killed).isTrue();
    assertThat(host.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(host.exitValue()).isEqualTo(3);
    RunRecord run = RunFile.read(out);
    assertThat(run.cases()).filteredOn(c -> c.outcome() == CaseRecord.Outcome.CRASHED).hasSize(1);
    assertThat(run.cases())
        .filteredOn(c -> c.outcome() == CaseRecord.Outcome.MEASURED)
        .hasSize(CASES - 1);
  }

  @Test
  void secondRunOnTheSameDeviceIsRefused() throws Exception {
    Path out = folder.resolve("run");
    Process host = startRun(out);
    try {
      waitForForks(out, 1, host);
      Outcome second =
          Goodflops.simulate(
              folder,
              Goodflops.RATES,
              "run",
              "--suite",
              suite().toString(),
              "--device",
              "simulator:0",
              "--out",
              folder.resolve("second").toString());
      assertThat(second.exitCode()).isEqualTo(3);
      assertThat(second.err()).contains("Another run is using simulator:0");
    } finally {
      host.destroy();
      host.waitFor();
    }
  }

  @Test
  void anotherDeviceCannotGoOnWithIt() throws Exception {
    Path out = folder.resolve("run");
    Process host = startRun(out);
    waitForForks(out, 1, host);
    host.destroyForcibly().waitFor();
    waitForNoOrphans();
    Outcome resumed =
        Goodflops.simulate(
            folder, Goodflops.RATES + "model = Other\n", "run", "--resume", out.toString());
    assertThat(resumed.exitCode()).isEqualTo(3);
    assertThat(resumed.err()).contains("simulator:0").contains("not the one");
  }

  /** A shell's background jobs, and so their children, do not hear Ctrl-C. */
  private static boolean ignoresInterrupt(long pid) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  private Process startRun(Path out) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Goodflops.command(
                "run",
                "--suite",
                suite().toString(),
                "--device",
                "simulator:0",
                "--challenge",
                CHALLENGE,
                "--out",
                out.toString()));
    builder.environment().putAll(Goodflops.simulator(folder, Goodflops.RATES));
    return builder
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }

  private Path suite() throws Exception {
    return Files.writeString(folder.resolve("three.json"), SUITE);
  }

  private Outcome resume(Path out) throws Exception {
    return Goodflops.simulate(folder, Goodflops.RATES, "run", "--resume", out.toString());
  }

  private void waitForForks(Path out, int forks, Process host) throws Exception {
    Path journal = out.resolve("journal.jsonl");
    while (!Files.exists(journal)
        || Journal.read(journal).stream().filter(line -> line.contains("\"type\":\"fork\"")).count()
            < forks) {
      assertThat(host.isAlive()).as(() -> read(folder.resolve("output.txt"))).isTrue();
      Thread.sleep(20);
    }
  }

  private void waitForNoOrphans() throws Exception {
    for (int i = 0; i < 200 && !Goodflops.orphans(folder).isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(Goodflops.orphans(folder)).isEmpty();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
