package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.StepRecord;
import io.goodflops.result.StepRecord.StepOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Peak 117 GFLOP/s, so 117 FLOP a nanosecond; 24 byte a nanosecond from memory. */
class StepLedgerTest {
  private static final long FAR = 1L << 30;

  @Test
  void dividesAStepByHand() {
    // 1,000 ns at the peak, 1,500 ns for its bytes
    StepOp product = op("matmul", 117_000, 36_000, 100, 2_000, 1_800);
    StepOp copy = op("copy", 0, 24_000, 2_300, 1_500, 1_500);
    StepLedger ledger = ledger(4_000, 3_900, product, copy);
    assertThat(ledger.tracingNanos()).isEqualTo(100);
    assertThat(ledger.tracingShare()).isCloseTo(100 / 3_900.0, within(1e-12));
    assertThat(loss(ledger, Category.KERNEL_INTERFERENCE)).isCloseTo(200, within(1e-9));
    assertThat(loss(ledger, Category.KERNEL_INEFFICIENCY)).isCloseTo(300 + 500, within(1e-9));
    assertThat(loss(ledger, Category.KERNEL_MEMORY_BOUND)).isCloseTo(500 + 1_000, within(1e-9));
    assertThat(loss(ledger, Category.HOST_DISPATCH_GAP)).isCloseTo(500 - 100, within(1e-9));
    assertThat(ledger.account().effective()).isCloseTo(1_000, within(1e-9));
    assertThat(ledger.account().unattributed()).isCloseTo(0, within(1e-9));
    assertThat(ledger.tailGapNanos()).isCloseTo(200 * 0.8, within(1e-9));
    assertThat(ledger.effectiveShare().getAsDouble())
        .isCloseTo(117_000 / (3_900e-9 * 117e9), within(1e-12));
    assertBalanced(ledger);
  }

  @RepeatedTest(50)
  void partsAlwaysAddUpToTheTracedStep(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<StepOp> ops = new ArrayList<>();
    double at = 0;
    for (int i = 0; i < 40; i++) {
      double nanos = random.nextInt(5_000);
      ops.add(
          op(
              "kind" + random.nextInt(5),
              random.nextBoolean() ? random.nextInt(400_000) : 0,
              random.nextBoolean() ? random.nextInt(100_000) : 0,
              at,
              nanos,
              random.nextBoolean() ? nanos * random.nextDouble() * 2 : -1));
      at = Math.max(0, at + nanos + random.nextInt(1_000) - 300);
    }
    long traced = Math.round(at) + 1;
    StepLedger ledger =
        ledger(traced, 1 + random.nextInt((int) traced), ops.toArray(new StepOp[0]));
    assertBalanced(ledger);
    assertThat(ledger.ops())
        .isSortedAccordingTo((a, b) -> Double.compare(b.lossNanos(), a.lossNanos()));
    double gaps =
        ledger.tailGapNanos() + ledger.ops().stream().mapToDouble(OpLedger::gapNanos).sum();
    assertThat(gaps).isCloseTo(loss(ledger, Category.HOST_DISPATCH_GAP), within(1e-6));
  }

  @Test
  void whatCannotBeStandsInTheRemainder() {
    StepOp fasterThanAlone = op("matmul", 117_000, 24, 0, 1_500, 1_900);
    StepOp overlapping = op("matmul", 117_000, 24, 1_400, 1_500, 1_500);
    StepLedger ledger = ledger(2_900, 2_900, fasterThanAlone, overlapping);
    assertThat(loss(ledger, Category.KERNEL_INTERFERENCE)).isZero();
    assertThat(loss(ledger, Category.HOST_DISPATCH_GAP)).isZero();
    assertThat(ledger.account().unattributed()).isCloseTo(-400 - 100, within(1e-9));
    assertThat(ledger.advice().orElseThrow().avoidableNanos()).isCloseTo(1_000, within(1e-9));
    assertBalanced(ledger);
  }

  /** The gap of 100 before the second op shows a part of the floor of 150 already. */
  @Test
  void launchingStandsBetweenTheMarksWhereItDoesNotShowBeforeThem() {
    StepOp first = op("matmul", 117_000, 24, 0, 1_500, 1_400);
    StepOp second = op("matmul", 117_000, 24, 1_600, 1_500, 1_500);
    StepLedger ledger = ledger(subject(3_100, 3_100, first, second), 150);
    assertThat(loss(ledger, Category.HOST_DISPATCH_GAP)).isCloseTo(150 + 100 + 50, within(1e-9));
    assertThat(loss(ledger, Category.KERNEL_INTERFERENCE)).isCloseTo(100, within(1e-9));
    assertThat(ledger.ops()).allMatch(op -> Math.abs(op.dispatchNanos() - 150) < 1e-9);
    assertThat(ledger.advice().orElseThrow().avoidableNanos())
        .isCloseTo(300 + 100 + 250 + 450, within(1e-9));
    assertBalanced(ledger);
  }

  @Test
  void withoutACeilingNothingIsDivided() {
    StepOp other =
        new StepOp(
            "matmul", "y", 1_000, 0, 0, "BF16", "FP32", "FAST", 0, 90, OptionalDouble.of(80));
    StepOp empty = op("barrier", 0, 0, 90, 10, -1);
    StepLedger ledger = ledger(100, 100, other, empty);
    assertThat(loss(ledger, Category.KERNEL_UNDIVIDED)).isEqualTo(90);
    assertThat(loss(ledger, Category.KERNEL_INTERFERENCE)).isEqualTo(10);
    assertThat(ledger.ops()).allMatch(o -> o.rooflineNanos().isEmpty());
    assertThat(ledger.account().effective()).isZero();
    assertBalanced(ledger);
  }

  @Test
  void ofADeclaredPeakTheUnreachablePartIsTheHardwares() {
    StepLedger ledger =
        StepLedger.of(
                Runs.run(
                    List.of(Runs.device(Runs.declared(234e9, 0))),
                    List.of(Runs.calibration(Runs.usual().compute(), Runs.curve(), 0)),
                    subject(2_000, 2_000, op("matmul", 117_000, 24, 0, 2_000, 2_000))),
                subject(2_000, 2_000, op("matmul", 117_000, 24, 0, 2_000, 2_000)))
            .orElseThrow();
    assertThat(ledger.account().effective()).isCloseTo(500, within(1e-9));
    assertThat(loss(ledger, Category.KERNEL_UNATTAINABLE_PEAK)).isCloseTo(500, within(1e-9));
    assertThat(loss(ledger, Category.KERNEL_INEFFICIENCY)).isCloseTo(1_000, within(1e-9));
    assertThat(ledger.basis().orElseThrow().kind()).isEqualTo("DECLARED");
  }

  @Test
  void againstABestProductTheBooksStayUndividedButTheBoundIsNamed() {
    CalibrationRecord gemm =
        Runs.calibration(
            List.of(Runs.peak(Provenance.BEST_GEMM, Runs.PEAK, 0, 0)), Runs.curve(), 0);
    CaseRecord subject = subject(2_000, 2_000, op("matmul", 117_000, 24, 0, 2_000, 2_000));
    StepLedger ledger =
        StepLedger.of(Runs.run(List.of(Runs.device()), List.of(gemm), subject), subject)
            .orElseThrow();
    assertThat(loss(ledger, Category.KERNEL_UNDIVIDED)).isCloseTo(1_000, within(1e-9));
    assertThat(ledger.advice().orElseThrow().aboveRooflineNanos()).isCloseTo(1_000, within(1e-9));
    assertBalanced(ledger);
  }

  @Test
  void adviceNamesTheKindThatLosesMostInAll() {
    StepLedger ledger =
        ledger(
            5_000,
            5_000,
            op("matmul", 117_000, 24, 0, 1_700, 1_600),
            op("relu", 0, 12_000, 1_700, 1_000, 900),
            op("relu", 0, 12_000, 2_700, 1_000, 900),
            op("relu", 0, 12_000, 3_800, 1_000, 900));
    StepAdvice advice = ledger.advice().orElseThrow();
    assertThat(advice.kind()).isEqualTo("relu");
    assertThat(advice.ops()).isEqualTo(3);
    assertThat(advice.stepNanos()).isEqualTo(3_000);
    assertThat(advice.gapNanos()).isCloseTo(100, within(1e-9));
    assertThat(advice.interferenceNanos()).isCloseTo(300, within(1e-9));
    assertThat(advice.aboveRooflineNanos()).isCloseTo(1_200, within(1e-9));
    assertThat(advice.avoidableNanos()).isCloseTo(1_600, within(1e-9));
    assertThat(advice.cause()).isEqualTo(Category.KERNEL_INEFFICIENCY);
  }

  @Test
  void caseWithoutAStepHasNoStepLedger() {
    CaseRecord plain = Runs.gemm("plain", Runs.forks(1, 2, 1, i -> Runs.sample(100, 1)));
    assertThat(StepLedger.of(Runs.run(List.of(), List.of(), plain), plain)).isEmpty();
    CaseRecord wrong =
        Runs.record("wrong", Outcome.WRONG, 1, 1, subject(10, 10, op("a", 1, 1, 0, 1, 1)).forks());
    assertThat(StepLedger.of(Runs.run(List.of(), List.of(), wrong), wrong)).isEmpty();
  }

  private static void assertBalanced(StepLedger ledger) {
    double sum = ledger.parts().stream().mapToDouble(StepLedger.Part::nanos).sum();
    assertThat(sum).isCloseTo((double) ledger.step().tracedNanos(), within(1e-6));
    ledger.parts().stream()
        .limit(ledger.parts().size() - 1)
        .forEach(part -> assertThat(part.nanos()).as(part.name().en()).isNotNegative());
  }

  private static double loss(StepLedger ledger, Category category) {
    return ledger.account().loss(category).getAsDouble();
  }

  private static StepLedger ledger(long traced, long untraced, StepOp... ops) {
    CaseRecord subject = subject(traced, untraced, ops);
    return ledger(subject, 0);
  }

  private static StepLedger ledger(CaseRecord subject, double floorNanos) {
    List<DeviceRecord> devices = List.of(Runs.device());
    CalibrationRecord ceilings = Runs.calibration(Runs.usual().compute(), Runs.curve(), floorNanos);
    return StepLedger.of(Runs.run(devices, List.of(ceilings), subject), subject).orElseThrow();
  }

  private static CaseRecord subject(long traced, long untraced, StepOp... ops) {
    ForkRecord fork = Runs.forks(1, 2, 1, i -> Runs.sample((double) untraced, 1)).get(0);
    return Runs.gemm(
        "step",
        List.of(
            Runs.withStep(
                fork,
                Optional.of(new StepRecord(3, traced, untraced, List.of(ops), Optional.empty())))));
  }

  private static StepOp op(
      String kind, long flops, long bytes, double start, double nanos, double alone) {
    return new StepOp(
        kind,
        kind + start,
        flops,
        bytes,
        FAR,
        "FP32",
        "FP32",
        "STRICT",
        start,
        nanos,
        alone < 0 ? OptionalDouble.empty() : OptionalDouble.of(alone));
  }
}
