package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training step as one launch: on a device with a known latency it saves that of all ops but the
 * first, and a device that leaves ops out of it, or cannot do it, is found out.
 */
@Undisturbed
class ReplayIT {
  private static final double LATENCY_NANOS = 1_000_000;
  private static final int FEWEST_OPS = 12;

  private static final String PROGRAM =
      """
      rate.FP32=4e7
      bandwidth=4e7
      latency.nanos=1000000
      memory.bytes=16777216
      fault.skip=skipped-in-replay
      fault.skip.kind=sgd
      fault.skip.dtype=FP32
      """;

  @TempDir private static Path folder;

  /** Less than what the step leaves, so that it is judged in several windows. */
  private static final String TRACED = "-Dgoodflops.traced.bytes=80000";

  private static FaultyRun honest;
  private static FaultyRun skips;

  @BeforeAll
  static void runOnce() throws Exception {
    String workloads =
        """
        {"program": "mlp", "batch": 32, "inputs": 48, "hidden": 64, "classes": 16,
         "dtypes": ["FP32"], "lanes": ["op-by-op", "replay", "fused"], "source": "test"}
        """;
    honest =
        FaultyRun.of(
            Files.createDirectory(folder.resolve("honest")),
            PROGRAM.replaceAll("(?m)^fault.*\\R", ""),
            workloads,
            TRACED,
            "--device",
            "simulator:0");
    skips =
        FaultyRun.of(
            Files.createDirectory(folder.resolve("skips")),
            PROGRAM,
            workloads,
            "--device",
            "simulator:0");
  }

  @Test
  void sparesTheLatencyOfAllOpsButOne() {
    CaseRecord opByOp = honest.only("-op-by-op");
    CaseRecord replay = honest.only("-replay");
    assertThat(replay.outcome()).as(replay.reason()).isEqualTo(Outcome.MEASURED);
    assertThat(replay.suspect()).isEmpty();
    int ops = opByOp.forks().get(0).step().orElseThrow().ops().size();
    assertThat(ops).isGreaterThanOrEqualTo(FEWEST_OPS);
    double saved = nanos(opByOp) - nanos(replay);
    double programmed = (ops - 1) * LATENCY_NANOS;
    assertThat(saved).isCloseTo(programmed, within(0.02 * nanos(opByOp)));
  }

  @Test
  void isJudgedAsEveryStepIs() {
    assertThat(honest.only("-replay").verification().orElseThrow().method())
        .isEqualTo(
            "steps-end-to-end + data-as-written + step-op-by-op + repeated-one-by-one + trained-weights");
    // op by op it took several windows
    assertThat(honest.only("-op-by-op").verification().orElseThrow().method())
        .contains("kept-between-ops");
  }

  @Test
  void hasNoTimesOfItsOps() {
    assertThat(honest.only("-replay").forks().get(0).step()).isEmpty();
  }

  @Test
  void fusedIsUnsupportedWithAReason() {
    CaseRecord fused = honest.only("-fused");
    assertThat(fused.outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(fused.reason()).contains("lane FUSED");
    assertThat(honest.ended().exitCode()).isZero();
  }

  @Test
  void aReplayThatLeavesOutTheOptimizerIsWrongAndNeverTimed() {
    CaseRecord replay = skips.only("-replay");
    assertThat(replay.outcome()).isEqualTo(Outcome.WRONG);
    assertThat(replay.forks().stream().allMatch(fork -> fork.samples().isEmpty())).isTrue();
  }

  /** The least disturbed batch: what the machine does meanwhile only ever adds. */
  private static double nanos(CaseRecord record) {
    return record.forks().stream()
        .flatMap(fork -> fork.samples().stream())
        .mapToDouble(sample -> (double) sample.wallNanos() / sample.launches())
        .min()
        .orElseThrow();
  }
}
