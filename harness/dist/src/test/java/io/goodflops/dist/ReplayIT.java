package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training step as one launch: on a device with a known latency it saves that of all ops but the
 * first, fused on one with a known bandwidth also what it neither writes nor reads; and a device
 * that leaves ops out of it, or says of what must be written that it is not, is found out.
 */
@Undisturbed
class ReplayIT {
  private static final double LATENCY_NANOS = 1_000_000;
  private static final int FEWEST_OPS = 12;
  private static final double BANDWIDTH = 1e7;
  private static final int BATCH = 64;
  private static final int HIDDEN = 64;
  private static final int CLASSES = 8;

  private static final String PROGRAM =
      """
      rate.FP32=4e8
      bandwidth=1e7
      latency.nanos=1000000
      memory.bytes=8388608
      devices=2
      fault.skip=skipped-in-replay
      fault.skip.kind=sgd
      device.1.fault.skip.kind=bias
      """;

  private static final String HONEST = PROGRAM.replaceAll("(?m)^.*(fault|devices).*\\R", "");

  private static final String LIES =
      """
      rate.FP32=4e8
      bandwidth=1e7
      memory.bytes=1048576
      devices=3
      device.0.fault.weight=unwritten
      device.0.fault.weight.text=w1
      device.1.fault.loss=unwritten
      device.1.fault.loss.text=cross-entropy.1.loss
      device.2.fault.activation=unwritten
      device.2.fault.activation.text=relu.1.Y
      """;

  @TempDir private static Path folder;

  /** Less than what the step leaves, so that it is judged in several windows. */
  private static final String TRACED = "-Dgoodflops.traced.bytes=60000";

  private static FaultyRun honest;
  private static FaultyRun skips;
  private static FaultyRun lies;
  private static FaultyRun windows;

  @BeforeAll
  static void runOnce() throws Exception {
    honest = run("honest", HONEST, "op-by-op, replay, fused");
    skips = run("skips", PROGRAM, "replay, fused");
    lies = run("lies", LIES, "fused");
    windows = run("windows", HONEST, "op-by-op, replay, fused", TRACED);
  }

  private static FaultyRun run(String name, String program, String lanes, String... more)
      throws Exception {
    String workload =
        """
        {"program": "mlp", "batch": %d, "inputs": 8, "hidden": %d, "classes": %d,
         "dtypes": ["FP32"], "lanes": ["%s"], "source": "test"}
        """
            .formatted(BATCH, HIDDEN, CLASSES, lanes.replace(", ", "\", \""));
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(List.of("--device", "simulator:*"));
    return FaultyRun.of(
        Files.createDirectory(folder.resolve(name)),
        program,
        workload,
        options.toArray(String[]::new));
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
  }

  @Test
  void aStepThatLeavesTooMuchIsJudgedInWindows() {
    assertThat(windows.only("-op-by-op").verification().orElseThrow().method())
        .contains("kept-between-ops");
    assertThat(windows.only("-replay").outcome()).isEqualTo(Outcome.MEASURED);
    assertThat(windows.only("-fused").outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(windows.only("-fused").reason()).contains("run it in lane op-by-op or replay");
  }

  @Test
  void hasNoTimesOfItsOps() {
    assertThat(honest.only("-replay").forks().get(0).step()).isEmpty();
    assertThat(honest.only("-fused").forks().get(0).step()).isEmpty();
  }

  /** A product is written, and read by the bias, in every lane but this one. */
  @Test
  void fusedItSparesWhatItNeitherWritesNorReads() throws Exception {
    CaseRecord replay = honest.only("-replay");
    CaseRecord fused = honest.only("-fused");
    assertThat(fused.outcome()).as(fused.reason()).isEqualTo(Outcome.MEASURED);
    assertThat(fused.suspect()).isEmpty();
    assertThat(fused.implementation()).endsWith("; unwritten: matmul.1.C, matmul.2.C");
    long bytes = 2L * Float.BYTES * BATCH * (HIDDEN + CLASSES);
    assertThat(replay.bytes() - fused.bytes()).isEqualTo(bytes);
    // all of these ops are slower to move than to calculate
    double saved = nanos(replay) - nanos(fused);
    assertThat(saved).isCloseTo(1e9 * bytes / BANDWIDTH, within(0.02 * nanos(replay)));
    assertThat(honest.ended().exitCode()).isZero();
    assertThat(honest.file("report.html")).contains("fused").doesNotContain(">fork.");
  }

  @Test
  void fusedItIsJudgedFromWhatItHasWritten() {
    assertThat(honest.only("-fused").verification().orElseThrow().method())
        .isEqualTo(
            "steps-end-to-end + data-as-written + step-by-joined-ops + repeated-one-by-one"
                + " + trained-weights");
  }

  @Test
  void oneLaunchThatLeavesOutOpsIsWrongAndNeverTimed() {
    assertThat(skips.run().cases()).hasSize(4);
    for (CaseRecord record : skips.run().cases()) {
      assertThat(record.outcome()).as(record.id()).isEqualTo(Outcome.WRONG);
      assertThat(record.forks().stream().allMatch(fork -> fork.samples().isEmpty())).isTrue();
    }
  }

  @Test
  void aFusedStepThatDoesNotWriteWhatItMustIsWrongAndNeverTimed() {
    for (CaseRecord record : lies.run().cases()) {
      assertThat(record.forks().stream().allMatch(fork -> fork.samples().isEmpty())).isTrue();
    }
    assertThat(lies.on("simulator:0").outcome()).isEqualTo(Outcome.WRONG);
    assertThat(lies.on("simulator:0").reason())
        .contains("w1 unwritten, which is there before the step");
    assertThat(lies.on("simulator:1").outcome()).isEqualTo(Outcome.WRONG);
    assertThat(lies.on("simulator:1").reason()).contains("which is the loss");
  }

  @Test
  void aFusedStepThatCannotBeJudgedIsUnsupportedWithAReason() {
    assertThat(lies.on("simulator:2").outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(lies.on("simulator:2").reason())
        .contains("relu.1.Y unwritten, which cannot be judged because matmul reads it as A");
  }

  /**
   * The least disturbed batch by the simulated device's own clock: what the machine does meanwhile
   * only ever adds.
   */
  private static double nanos(CaseRecord record) {
    return record.forks().stream()
        .flatMap(fork -> fork.samples().stream())
        .mapToDouble(sample -> (double) sample.deviceNanos().orElseThrow() / sample.launches())
        .min()
        .orElseThrow();
  }
}
