package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions of one plugin, run in turns. */
class AgainstIT {
  private static final String SUITE =
      """
      {"name": "turns", "policy": {"minForks": 3, "maxForks": 3, "minBatches": 5,
         "minBatchSeconds": 0.005, "minTimedSeconds": 0.2, "maxWarmupSeconds": 0.05,
         "precision": 0.05, "budgetSeconds": 60},
       "workloads": [
         {"op": "copy", "workingSets": "64KiB", "dtypes": ["FP32"], "source": "test"}]}
      """;

  @TempDir private Path folder;

  @Test
  void aSlowerVersionFailsThePairedGate() throws Exception {
    Path before = new TestPlugin("acme").in(Files.createDirectory(folder.resolve("before")));
    Path after =
        new TestPlugin("acme")
            .hook("if (call.equals(\"enqueue\")) { Thread.sleep(1); }", "\"2\"")
            .in(Files.createDirectory(folder.resolve("after")));
    Path out = folder.resolve("run");
    Outcome outcome = run(out, before, after.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("gate " + out);
    RunRecord run = RunFile.read(out);
    assertThat(run.devices())
        .extracting(DeviceRecord::id, DeviceRecord::model, DeviceRecord::plugin)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("acme:0", "1", "acme"),
            org.assertj.core.groups.Tuple.tuple("candidate/acme:0", "2", "candidate/acme"));
    assertThat(run.plugins()).extracting(PluginRecord::sha256).doesNotHaveDuplicates();
    assertThat(run.calibration()).hasSize(2);
    assertThat(run.cases())
        .hasSize(2)
        .allSatisfy(
            record -> {
              assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.MEASURED);
              assertThat(record.forks()).hasSize(3);
              assertThat(record.repro()).contains("--against").contains("--device acme:0");
            });

    Outcome gate = Goodflops.run(folder, "gate", out.toString());

    assertThat(gate.out()).contains("copy-64KiB").contains("acme:0");
    // 3 forks on each side are indicative: a ratio without a verdict
    assertThat(gate.exitCode()).as(gate.out() + gate.err()).isZero();

    Files.delete(out.resolve("run.json"));
    Outcome resumed = Goodflops.run(folder, "run", "--resume", out.toString());
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(RunFile.read(out).cases()).hasSize(2);
  }

  @Test
  void whatCannotBeHeldAgainstEachOtherIsNamed() throws Exception {
    Path acme = new TestPlugin("acme").in(folder);
    Path other = new TestPlugin("other").in(folder);
    Outcome none = run(folder.resolve("a"), acme, other.toString());
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err())
        .contains("The plugin " + other + " has no device acme:0")
        .contains("devices --plugin " + other);
    Outcome missing = run(folder.resolve("b"), acme, "./nosuch");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("The plugin ./nosuch does not exist");
    Outcome both =
        Goodflops.run(folder, "run", "--together", "--against", "reference", "--suite", "smoke");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--against and --together exclude each other");
    for (List<String> arguments :
        List.of(
            List.of("gate"),
            List.of("gate", "a", "--baseline", "b"),
            List.of("gate", "--candidate", "b"))) {
      Outcome gate = Goodflops.run(folder, arguments.toArray(String[]::new));
      assertThat(gate.exitCode()).isEqualTo(2);
      assertThat(gate.err()).contains("needs --baseline RUN and --candidate RUN, or one RUN");
    }
  }

  private Outcome run(Path out, Path baseline, String candidate) throws Exception {
    Path suite = Files.writeString(folder.resolve("turns.json"), SUITE);
    return Goodflops.run(
        folder,
        "run",
        "--plugin",
        baseline.toString(),
        "--against",
        candidate,
        "--suite",
        suite.toString(),
        "--out",
        out.toString());
  }
}
