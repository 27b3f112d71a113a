package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Booking;
import io.goodflops.result.LedgerRecord.Status;
import io.goodflops.result.StepRecord;
import io.goodflops.result.StepRecord.FeedSpan;
import io.goodflops.result.StepRecord.StepOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * The case's own ledger of a training step. Peak 117 GFLOP/s, so 117 FLOP a nanosecond in FP32 and
 * half of it in FP64; 24 byte a nanosecond from memory.
 */
class StepCaseTest {
  private static final long FAR = 1L << 30;

  /** The step of {@link StepLedgerTest}: the marks cost 100 of its 500 ns of gaps. */
  private static final List<StepOp> BY_HAND =
      List.of(
          op("FP32", 117_000, 36_000, 100, 2_000, 1_800),
          op("FP32", 0, 24_000, 2_300, 1_500, 1_500));

  @Test
  void dividesTheTimedStepByHand() {
    LedgerRecord ledger = ledger(subject(3_900, 117_000, Map.of(), 4_000, 3_900, BY_HAND));
    assertThat(nanos(ledger, Category.HOST_DISPATCH_GAP)).isCloseTo(400, within(1e-6));
    assertThat(nanos(ledger, Category.KERNEL_INTERFERENCE)).isCloseTo(200, within(1e-6));
    assertThat(nanos(ledger, Category.KERNEL_INEFFICIENCY)).isCloseTo(800, within(1e-6));
    assertThat(nanos(ledger, Category.KERNEL_MEMORY_BOUND)).isCloseTo(1_500, within(1e-6));
    assertThat(nanos(ledger, Category.KERNEL_UNATTAINABLE_PEAK)).isCloseTo(0, within(1e-6));
    assertThat(ledger.effective().share() * 3_900).isCloseTo(1_000, within(1e-6));
    assertThat(ledger.unattributedShare()).isCloseTo(0, within(1e-9));
    assertThat(ledger.status()).isEqualTo(Status.BALANCED);
    for (Category unknown :
        List.of(
            Category.HOST_INPUT_WAIT,
            Category.TRANSFER_EXPOSED_COPY,
            Category.KERNEL_PATH,
            Category.REDUNDANT_RECOMPUTE)) {
      assertThat(ledger.categories().get(unknown.id())).as(unknown.id()).isEmpty();
    }
    assertBalanced(ledger);
  }

  /** What is effective comes from steps without marks; what only these took is nobody's. */
  @Test
  void whatTheTraceDoesNotShowIsRemainder() {
    LedgerRecord slower = ledger(subject(4_060, 117_000, Map.of(), 4_000, 3_900, BY_HAND));
    assertThat(slower.unattributedShare()).isCloseTo(160 / 4_060.0, within(1e-9));
    assertThat(slower.status()).isEqualTo(Status.PROVISIONAL);
    assertThat(slower.effective().share()).isCloseTo(1_000 / 4_060.0, within(1e-9));
    assertThat(nanos(slower, Category.KERNEL_INEFFICIENCY) * 4_060 / 3_900)
        .isCloseTo(800, within(1e-6));
    assertBalanced(slower);
    LedgerRecord faster = ledger(subject(3_500, 117_000, Map.of(), 4_000, 3_900, BY_HAND));
    assertThat(faster.unattributedShare()).isCloseTo(-400 / 3_500.0, within(1e-9));
    assertThat(faster.status()).isEqualTo(Status.UNBALANCED);
    assertBalanced(faster);
  }

  /** 58,500 FLOP take 1,000 ns at the FP64 peak and 500 ns at the reference, which is FP32's. */
  @Test
  void whatASlowerUnitTakesIsItsPath() {
    LedgerRecord ledger =
        ledger(
            subject(
                1_300,
                58_500,
                Map.of(),
                1_300,
                1_300,
                List.of(op("FP64", 58_500, 240, 0, 1_300, 1_200))));
    assertThat(ledger.effective().share() * 1_300).isCloseTo(500, within(1e-6));
    assertThat(share(ledger, Category.KERNEL_PATH) * 1_300).isCloseTo(500, within(1e-6));
    assertThat(share(ledger, Category.KERNEL_INEFFICIENCY) * 1_300).isCloseTo(200, within(1e-6));
    assertThat(share(ledger, Category.KERNEL_INTERFERENCE) * 1_300).isCloseTo(100, within(1e-6));
    assertBalanced(ledger);
  }

  @Test
  void whatTheWorkloadDidNotNeedIsNamed() {
    Map<String, String> counted =
        Map.of(
            "kind",
            "program",
            "recomputeFlops",
            "23400",
            "paddingFlops",
            "11700",
            "maskedFlops",
            "0");
    CaseRecord subject = subject(3_900, 70_200, counted, 4_000, 3_900, BY_HAND);
    LedgerRecord ledger = ledger(subject);
    assertThat(nanos(ledger, Category.REDUNDANT_RECOMPUTE)).isCloseTo(200, within(1e-6));
    assertThat(nanos(ledger, Category.REDUNDANT_PADDING)).isCloseTo(100, within(1e-6));
    assertThat(nanos(ledger, Category.REDUNDANT_MASKED)).isCloseTo(0, within(1e-6));
    assertThat(nanos(ledger, Category.REDUNDANT_OTHER)).isCloseTo(100, within(1e-6));
    assertThat(ledger.effective().share() * 3_900).isCloseTo(600, within(1e-6));
    assertBalanced(ledger);
    StepLedger step = StepLedger.of(run(subject), subject).orElseThrow();
    assertThat(step.flops()).isEqualTo(70_200);
    assertThat(step.account().effective()).isCloseTo(600, within(1e-6));
    assertThat(step.account().loss(Category.REDUNDANT_RECOMPUTE).orElse(0))
        .isCloseTo(200, within(1e-6));
    assertThat(step.parts().stream().mapToDouble(StepLedger.Part::nanos).sum())
        .isCloseTo(4_000, within(1e-6));
  }

  /** Gaps from 0 to 100, 2,100 to 2,300 and 3,800 to 4,000; the last copy is hidden by an op. */
  @Test
  void aCopyIsExposedWhereNoOpHidesIt() {
    List<FeedSpan> feed =
        List.of(
            new FeedSpan("input", 0, 70),
            new FeedSpan("copy", 60, 30),
            new FeedSpan("copy", 2_200, 1_000),
            new FeedSpan("input", 2_150, 20),
            new FeedSpan("copy", 2_500, 400));
    LedgerRecord ledger =
        ledger(subject(4_000, 117_000, Map.of(), 4_000, 4_000, BY_HAND, Optional.of(feed)));
    assertThat(share(ledger, Category.TRANSFER_EXPOSED_COPY) * 4_000)
        .isCloseTo(30 + 100, within(1e-6));
    assertThat(share(ledger, Category.HOST_INPUT_WAIT) * 4_000).isCloseTo(60 + 20, within(1e-6));
    assertThat(share(ledger, Category.HOST_DISPATCH_GAP) * 4_000)
        .isCloseTo(500 - 130 - 80, within(1e-6));
    assertThat(ledger.unattributedShare()).isCloseTo(0, within(1e-9));
    assertBalanced(ledger);
    LedgerRecord hidden =
        ledger(
            subject(
                4_000,
                117_000,
                Map.of(),
                4_000,
                4_000,
                BY_HAND,
                Optional.of(List.of(new FeedSpan("copy", 2_300, 1_500)))));
    assertThat(share(hidden, Category.TRANSFER_EXPOSED_COPY)).isZero();
    assertThat(share(hidden, Category.HOST_INPUT_WAIT)).isZero();
    assertThat(share(hidden, Category.HOST_DISPATCH_GAP) * 4_000).isCloseTo(500, within(1e-6));
  }

  @RepeatedTest(25)
  void booksBalanceWhateverTheStep(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<StepOp> ops = new ArrayList<>();
    double at = 0;
    long flops = 0;
    for (int i = 0; i < 30; i++) {
      double nanos = 1 + random.nextInt(5_000);
      long count = random.nextBoolean() ? random.nextInt(400_000) : 0;
      flops += count;
      ops.add(
          op(
              random.nextInt(4) == 0 ? "FP64" : "FP32",
              count,
              random.nextInt(100_000),
              at,
              nanos,
              random.nextInt(10) == 0 ? -1 : nanos * random.nextDouble() * 1.5));
      at += nanos + random.nextInt(300);
    }
    long needed = Math.max(1, (long) (flops * random.nextDouble()));
    double wall = at * (0.9 + 0.2 * random.nextDouble());
    CaseRecord subject =
        subject(
            wall,
            needed,
            Map.of("recomputeFlops", Long.toString(random.nextInt(100_000))),
            Math.round(at) + 1,
            Math.round(wall),
            ops);
    LedgerRecord ledger = ledger(subject);
    assertBalanced(ledger);
    // a slower timed step has the same effective work and the same losses: only the remainder grows
    LedgerRecord slower =
        ledger(subject(wall * 2, needed, subject.op(), Math.round(at) + 1, Math.round(wall), ops));
    assertThat(slower.effective().share() * 2).isCloseTo(ledger.effective().share(), within(1e-3));
    ledger
        .categories()
        .forEach(
            (id, booking) ->
                booking.ifPresent(
                    b ->
                        assertThat(slower.categories().get(id).orElseThrow().share() * 2)
                            .as(id)
                            .isCloseTo(b.share(), within(1e-3))));
    assertThat(slower.unattributedShare()).isGreaterThan(ledger.unattributedShare());
  }

  private static void assertBalanced(LedgerRecord ledger) {
    double sum = ledger.effective().share() + ledger.unattributedShare();
    for (Optional<Booking> booking : ledger.categories().values()) {
      if (booking.isPresent()) {
        assertThat(booking.get().share()).isNotNegative();
        sum += booking.get().share();
      }
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
  }

  private static double share(LedgerRecord ledger, Category category) {
    return ledger.categories().get(category.id()).orElseThrow().share();
  }

  private static double nanos(LedgerRecord ledger, Category category) {
    return share(ledger, category) * 3_900;
  }

  private static LedgerRecord ledger(CaseRecord subject) {
    return Books.close(run(subject)).cases().get(0).ledger().orElseThrow();
  }

  private static io.goodflops.result.RunRecord run(CaseRecord subject) {
    ComputePeak fp32 = Runs.peak(Provenance.FMA_CHAIN, Runs.PEAK, 0, Runs.CLOCK);
    ComputePeak fp64 =
        new ComputePeak(
            "FP64",
            "FP64",
            "STRICT",
            Provenance.FMA_CHAIN,
            "fma-chain",
            Runs.PEAK / 2,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            0,
            OptionalDouble.of(Runs.CLOCK),
            OptionalDouble.empty());
    return Runs.run(
        List.of(Runs.device()),
        List.of(Runs.calibration(List.of(fp32, fp64), Runs.curve(), 0)),
        subject);
  }

  private static CaseRecord subject(
      double wall,
      long flops,
      Map<String, String> counted,
      long traced,
      long untraced,
      List<StepOp> ops) {
    return subject(wall, flops, counted, traced, untraced, ops, Optional.empty());
  }

  private static CaseRecord subject(
      double wall,
      long flops,
      Map<String, String> counted,
      long traced,
      long untraced,
      List<StepOp> ops,
      Optional<List<FeedSpan>> feed) {
    List<ForkRecord> forks = Runs.forks(1, 4, 1_000, i -> Runs.sample(wall * 1_000, 1_000));
    StepRecord step = new StepRecord(3, traced, untraced, ops, feed);
    CaseRecord plain =
        Runs.record(
            "step",
            Outcome.MEASURED,
            flops,
            1_000,
            List.of(Runs.withStep(forks.get(0), Optional.of(step))));
    long executed = ops.stream().mapToLong(StepOp::flops).sum();
    return new CaseRecord(
        plain.id(),
        plain.workload(),
        counted,
        plain.source(),
        plain.device(),
        plain.devices(),
        plain.dtype(),
        plain.accumulate(),
        plain.mathMode(),
        plain.lane(),
        plain.pattern(),
        plain.outcome(),
        plain.suspect(),
        plain.disturbed(),
        plain.reason(),
        plain.repro(),
        flops,
        Optional.of(executed),
        plain.bytes(),
        plain.timeNanos(),
        plain.implementation(),
        plain.forks(),
        plain.ranks(),
        plain.verification(),
        plain.ledger(),
        plain.ledgerAttainable(),
        plain.bandwidthLedger());
  }

  private static StepOp op(
      String dtype, long flops, long bytes, double start, double nanos, double alone) {
    return new StepOp(
        "op",
        "y" + start,
        flops,
        bytes,
        FAR,
        dtype,
        dtype,
        "STRICT",
        start,
        nanos,
        alone < 0 ? OptionalDouble.empty() : OptionalDouble.of(alone));
  }
}
