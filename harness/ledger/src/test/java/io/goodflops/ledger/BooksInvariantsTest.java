package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.DeviceRecord.PeakRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Sample;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Booking;
import io.goodflops.result.LedgerRecord.Status;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Invariants of closed records; numbers are those of the ledger's definition, section 4. */
class BooksInvariantsTest {
  private static final long FLOPS = 2L << 30;

  private static List<ForkRecord> noisy(long seed, int forks, double nanos, double noise) {
    Random random = new Random(seed);
    return Runs.forks(
        forks,
        6,
        2,
        i ->
            Runs.sample(
                2 * nanos * Math.exp(noise * random.nextGaussian()),
                2,
                nanos * 0.02 * random.nextDouble(),
                nanos * 0.05 * random.nextDouble(),
                nanos * 0.01 * random.nextDouble()));
  }

  private static CaseRecord close(CaseRecord open) {
    return Books.close(Runs.run(List.of(Runs.device()), List.of(Runs.usual()), open))
        .cases()
        .get(0);
  }

  private static double share(LedgerRecord ledger, Category category) {
    return ledger.categories().get(category.id()).map(Booking::share).orElse(0.0);
  }

  @Property(tries = 60)
  void i01And02And03ClosedBooksBalance(
      @ForAll @LongRange(min = 0, max = 1000) long seed,
      @ForAll @IntRange(min = 1, max = 6) int forks,
      @ForAll @DoubleRange(min = 5e6, max = 1e8) double nanos,
      @ForAll @DoubleRange(min = 0, max = 0.3) double noise) {
    LedgerRecord ledger =
        close(Runs.gemm("gemm-x", noisy(seed, forks, nanos, noise))).ledger().orElseThrow();
    assertThat(BooksTest.balance(ledger)).isCloseTo(1, within(1e-12));
    for (Optional<Booking> booking : ledger.categories().values()) {
      booking.ifPresent(
          b -> {
            assertThat(b.share()).isNotNegative();
            assertThat(b.low()).isLessThanOrEqualTo(b.share()).isNotNegative();
            assertThat(b.high()).isGreaterThanOrEqualTo(b.share());
            assertThat(b.flop()).isCloseTo(b.share() * ledger.capacityFlop(), within(1e-3));
          });
    }
    double groups = Groups.of(ledger).six().stream().mapToDouble(Groups.GroupShare::share).sum();
    assertThat(groups).isCloseTo(1, within(1e-12));
    double window = forksWall(noisy(seed, forks, nanos, noise));
    assertThat(ledger.capacityFlop()).isCloseTo(window * Runs.PEAK / 1e9, within(1.0));
    if (ledger.effective().share() > 1) {
      assertThat(ledger.status()).isEqualTo(Status.INVALID);
    }
  }

  /** Counters are coarser than short batches: they can claim more time than passed. */
  @Property(tries = 60)
  void i01BooksBalanceThoughCountersClaimMoreTimeThanPassed(
      @ForAll @LongRange(min = 0, max = 1000) long seed,
      @ForAll @IntRange(min = 1, max = 6) int forks,
      @ForAll @DoubleRange(min = 0, max = 8) double claimed) {
    Random random = new Random(seed);
    List<ForkRecord> busy =
        Runs.forks(
            forks,
            4,
            2,
            i -> {
              double wall = 2e6 * (i % 4 == 0 ? 40 : 1) * (i < 4 ? 40 : 0.2 + random.nextDouble());
              return Runs.sample(wall, 2, 0, claimed * wall * (0.5 + random.nextDouble()), 0);
            });
    LedgerRecord ledger = close(Runs.gemm("gemm-x", busy)).ledger().orElseThrow();
    assertThat(BooksTest.balance(ledger)).isCloseTo(1, within(1e-12));
    assertThat(List.of(ledger.effective().low(), ledger.effective().high()))
        .allMatch(Double::isFinite);
    for (Optional<Booking> booking : ledger.categories().values()) {
      booking.ifPresent(
          b -> assertThat(List.of(b.share(), b.low(), b.high())).allMatch(Double::isFinite));
    }
  }

  private static double forksWall(List<ForkRecord> forks) {
    return forks.stream().flatMap(f -> f.samples().stream()).mapToDouble(Sample::wallNanos).sum();
  }

  @Example
  void i05NothingVerifiedMeansNothingEffective() {
    List<ForkRecord> forks = Runs.forks(2, 5, 1, i -> Runs.sample(2e7, 1, 2e6, 0, 0));
    CaseRecord closed = close(Runs.record("gemm-x", Outcome.WRONG, FLOPS, 1 << 20, forks));
    LedgerRecord ledger = closed.ledger().orElseThrow();
    assertThat(closed.timeNanos()).isEmpty();
    assertThat(ledger.effectiveFlop()).isZero();
    assertThat(share(ledger, Category.AVAILABILITY_STEAL)).isCloseTo(0.1, within(1e-12));
    assertThat(share(ledger, Category.REJECTED_VERIFY_FAILED)).isCloseTo(0.9, within(1e-12));
    assertThat(ledger.status()).isEqualTo(Status.BALANCED);
  }

  @Property(tries = 30)
  void i06OrderDoesNotMatter(@ForAll @LongRange(min = 0, max = 1000) long seed) {
    List<ForkRecord> forks = noisy(seed, 4, 2e7, 0.05);
    List<ForkRecord> shuffled = new ArrayList<>(forks);
    Collections.shuffle(shuffled, new Random(seed));
    LedgerRecord a = close(Runs.gemm("gemm-x", forks)).ledger().orElseThrow();
    LedgerRecord b = close(Runs.gemm("gemm-x", shuffled)).ledger().orElseThrow();
    assertThat(b.effective().share()).isCloseTo(a.effective().share(), within(1e-12));
    for (Category c : Category.values()) {
      if (!c.runOnly()) {
        assertThat(share(b, c)).isCloseTo(share(a, c), within(1e-12));
      }
    }

    CaseRecord x = Runs.gemm("gemm-x", forks);
    CaseRecord y = Runs.gemm("gemm-y", noisy(seed + 1, 3, 3e7, 0.05));
    RunRecord xy = Books.close(Runs.run(List.of(Runs.device()), List.of(Runs.usual()), x, y));
    RunRecord yx = Books.close(Runs.run(List.of(Runs.device()), List.of(Runs.usual()), y, x));
    assertThat(xy.cases().get(0)).isEqualTo(yx.cases().get(1));
    assertThat(xy.cases().get(1)).isEqualTo(yx.cases().get(0));
  }

  @Example
  void i09AFailedCheckMovesExactlyThatForksTime() {
    List<ForkRecord> forks = Runs.forks(4, 5, 1, i -> Runs.sample(2e7 + 2e4 * i, 1));
    List<ForkRecord> failed = new ArrayList<>(forks);
    ForkRecord last = forks.get(3);
    failed.set(3, Runs.fork(3, Outcome.WRONG, 1, last.samples(), Runs.CLOCK, last.wallNanos()));
    LedgerRecord good = close(Runs.gemm("gemm-x", forks)).ledger().orElseThrow();
    LedgerRecord bad = close(Runs.gemm("gemm-x", failed)).ledger().orElseThrow();
    double time = last.samples().stream().mapToDouble(Sample::wallNanos).sum();
    assertThat(bad.capacityFlop()).isCloseTo(good.capacityFlop(), within(1e-3));
    assertThat(good.effectiveFlop() - bad.effectiveFlop()).isCloseTo(5.0 * FLOPS, within(1.0));
    assertThat(share(bad, Category.REJECTED_VERIFY_FAILED) * bad.capacityFlop())
        .isCloseTo(time * Runs.PEAK / 1e9, within(1.0));
  }

  @Example
  void i24AndI25WhatIsNotKnownIsEmptyAndMovesNothingElse() {
    List<ForkRecord> forks = noisy(1, 3, 2.5e7, 0.01);
    CaseRecord open = Runs.gemm("gemm-x", forks);
    ComputePeak chain = Runs.peak(Provenance.FMA_CHAIN, Runs.PEAK, 0, Runs.CLOCK);
    PeakRecord declared = Runs.declared(150e9, 4e9);
    LedgerRecord all = ledger(open, Runs.calibration(List.of(chain), Runs.curve(), 700), declared);
    List<LedgerRecord> less =
        List.of(
            ledger(open, Runs.calibration(List.of(), Runs.curve(), 700), declared),
            ledger(open, Runs.calibration(List.of(chain), List.of(), 700), declared),
            ledger(
                open,
                Runs.calibration(List.of(chain), Runs.curve(), 700),
                Runs.declared(150e9, 0)));
    for (LedgerRecord ledger : less) {
      assertThat(ledger.capacityFlop()).isEqualTo(all.capacityFlop());
      assertThat(ledger.effectiveFlop()).isEqualTo(all.effectiveFlop());
      assertThat(kernel(ledger)).isCloseTo(kernel(all), within(1e-12));
    }
    assertThat(known(all))
        .contains(
            Category.KERNEL_INEFFICIENCY,
            Category.KERNEL_MEMORY_BOUND,
            Category.KERNEL_UNATTAINABLE_PEAK,
            Category.KERNEL_CLOCK)
        .doesNotContain(
            Category.KERNEL_UNDIVIDED,
            Category.KERNEL_INTERFERENCE,
            Category.TRANSFER_EXPOSED_COPY,
            Category.PARALLEL_IMBALANCE,
            Category.KERNEL_PATH,
            Category.REDUNDANT_PADDING);
    assertThat(known(less.get(0)))
        .contains(Category.KERNEL_UNDIVIDED)
        .doesNotContain(
            Category.KERNEL_INEFFICIENCY,
            Category.KERNEL_MEMORY_BOUND,
            Category.KERNEL_UNATTAINABLE_PEAK,
            Category.KERNEL_CLOCK);
    assertThat(known(less.get(1)))
        .contains(Category.KERNEL_UNDIVIDED, Category.KERNEL_UNATTAINABLE_PEAK)
        .doesNotContain(Category.KERNEL_INEFFICIENCY, Category.KERNEL_MEMORY_BOUND);
    assertThat(known(less.get(2)))
        .contains(Category.KERNEL_INEFFICIENCY, Category.KERNEL_UNATTAINABLE_PEAK)
        .doesNotContain(Category.KERNEL_CLOCK, Category.KERNEL_UNDIVIDED);
  }

  private static LedgerRecord ledger(
      CaseRecord open, CalibrationRecord calibration, PeakRecord declared) {
    return Books.close(Runs.run(List.of(Runs.device(declared)), List.of(calibration), open))
        .cases()
        .get(0)
        .ledger()
        .orElseThrow();
  }

  private static List<Category> known(LedgerRecord ledger) {
    return ledger.categories().entrySet().stream()
        .filter(e -> e.getValue().isPresent())
        .map(e -> Category.of(e.getKey()).orElseThrow())
        .toList();
  }

  private static double kernel(LedgerRecord ledger) {
    return ledger.categories().entrySet().stream()
        .filter(e -> e.getKey().startsWith("kernel."))
        .flatMap(e -> e.getValue().stream())
        .mapToDouble(Booking::share)
        .sum();
  }

  @Example
  void i25AMissingCounterIsUnknown() {
    List<ForkRecord> forks =
        Runs.forks(
            3,
            5,
            1,
            i ->
                new Sample(
                    20_000_000L + i,
                    OptionalLong.empty(),
                    1,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    0));
    LedgerRecord ledger = close(Runs.gemm("gemm-x", forks)).ledger().orElseThrow();
    assertThat(known(ledger))
        .doesNotContain(Category.AVAILABILITY_STEAL, Category.AVAILABILITY_PREEMPTED);
  }

  @Example
  void i26AClockAboveItsReferenceIsAnErrorUnlessItsOwnReadingsAreAsFarApart() {
    LedgerRecord steady = atAClockAbove(0.002);
    LedgerRecord restless = atAClockAbove(0.02);
    for (LedgerRecord ledger : List.of(steady, restless)) {
      assertThat(ledger.violations())
          .extracting(LedgerRecord.Violation::category)
          .containsExactly(Category.KERNEL_CLOCK.id());
      assertThat(ledger.unattributedShare()).isNegative();
      assertThat(BooksTest.balance(ledger)).isCloseTo(1, within(1e-12));
    }
    assertThat(steady.status()).isEqualTo(Status.INVALID);
    assertThat(steady.violations().get(0).z()).isLessThan(-3);
    assertThat(restless.status()).isEqualTo(Status.PROVISIONAL);
    assertThat(restless.violations().get(0).z()).isBetween(-3.0, 0.0);
    assertThat(restless.effective()).isEqualTo(steady.effective());
  }

  /** Books of a case whose clock read 3 % more than that of the ceiling. */
  private static LedgerRecord atAClockAbove(double clockSpread) {
    CalibrationRecord calibration =
        Runs.calibration(
            List.of(Runs.peak(Provenance.FMA_CHAIN, Runs.PEAK, 0.002, Runs.CLOCK, clockSpread)),
            Runs.curve(),
            700);
    double nanos = FLOPS / (Runs.PEAK * 0.8) * 1e9;
    List<ForkRecord> forks =
        Runs.forks(3, 10, 1, 1.03 * Runs.CLOCK, i -> Runs.sample(nanos, 1, 0, 0, 0));
    return Books.close(
            Runs.run(List.of(Runs.device()), List.of(calibration), Runs.gemm("gemm-x", forks)))
        .cases()
        .get(0)
        .ledger()
        .orElseThrow();
  }

  @Example
  void i26FasterThanTheCeilingIsSuspectAndInvalid() {
    double nanos = FLOPS / (Runs.PEAK * 1.03) * 1e9;
    CaseRecord closed =
        close(Runs.gemm("gemm-x", Runs.forks(3, 10, 1, i -> Runs.sample(nanos, 1))));
    LedgerRecord ledger = closed.ledger().orElseThrow();
    assertThat(closed.suspect()).containsExactly("faster than the measured peak by 3.0 %");
    assertThat(ledger.status()).isEqualTo(Status.INVALID);
    assertThat(ledger.effective().share()).isCloseTo(1.03, within(1e-6));
    assertThat(ledger.unattributedShare()).isCloseTo(-0.03, within(1e-6));
    assertThat(ledger.violations()).isNotEmpty().allMatch(v -> v.z() < 0);
    assertThat(BooksTest.balance(ledger)).isCloseTo(1, within(1e-12));
    assertThat(Ranking.eligible(closed)).isFalse();
    assertThat(Headline.of(List.of(closed))).isEmpty();
  }

  @Example
  void i29ASparsePeakIsNoBasisForDenseWork() {
    PeakRecord sparse =
        new PeakRecord(
            "FP32",
            "FP32",
            "STRICT",
            300e9,
            "SPARSE",
            OptionalDouble.empty(),
            "",
            "DATA_SHEET",
            "");
    List<ForkRecord> forks = noisy(1, 3, 2.5e7, 0.01);
    LedgerRecord ledger = ledger(Runs.gemm("gemm-x", forks), Runs.usual(), sparse);
    assertThat(ledger.basis().kind()).isEqualTo("FMA_CHAIN");
  }

  @Example
  void i30EveryReplicateBalancesAndAConstantHasNoWidth() {
    ComputePeak exact =
        new ComputePeak(
            "FP32",
            "FP32",
            "STRICT",
            Provenance.FMA_CHAIN,
            "fma",
            Runs.PEAK,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            0,
            OptionalDouble.of(Runs.CLOCK),
            OptionalDouble.empty());
    CalibrationRecord calibration = Runs.calibration(List.of(exact), Runs.curve(), 700);
    CaseRecord constant =
        Runs.gemm("gemm-x", Runs.forks(3, 10, 1, i -> Runs.sample(2e7, 1, 1e6, 0, 0)));
    DeviceRecord device = Runs.device();
    LedgerRecord ledger =
        Books.close(Runs.run(List.of(device), List.of(calibration), constant))
            .cases()
            .get(0)
            .ledger()
            .orElseThrow();
    assertThat(ledger.effective().high() - ledger.effective().low()).isCloseTo(0, within(1e-12));

    Bootstrap bootstrap =
        new Bootstrap(Columns.of(Runs.gemm("x", noisy(5, 3, 2e7, 0.2))), "gemm-x");
    for (int b = 0; b < Bootstrap.REPLICATES; b++) {
      LaunchFigures launch = bootstrap.replicate(b);
      assertThat(launch.core()).isPositive();
      assertThat(launch.steal()).isNotNegative();
      assertThat(launch.wall())
          .isCloseTo(
              launch.core() + launch.hostGap() + launch.steal() + launch.queued() + launch.pause(),
              within(1e-6));
    }
  }

  @Property(tries = 20)
  void i30TheSameRecordGivesTheSameIntervals(@ForAll @LongRange(min = 0, max = 1000) long seed) {
    CaseRecord open = Runs.gemm("gemm-x", noisy(seed, 3, 2e7, 0.1));
    assertThat(close(open)).isEqualTo(close(open));
    LedgerRecord ledger = close(open).ledger().orElseThrow();
    assertThat(ledger.effective().high()).isGreaterThan(ledger.effective().low());
  }

  @Property(tries = 20)
  void i31ASumOfCasesLiesBetweenThem(@ForAll @LongRange(min = 0, max = 1000) long seed) {
    Random random = new Random(seed);
    List<CaseRecord> open = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      open.add(
          Runs.gemm("gemm-" + i, noisy(seed + i, 3, 2.1e7 * (1 + 3 * random.nextDouble()), 0.01)));
    }
    List<CaseRecord> closed =
        Books.close(Runs.run(List.of(Runs.device()), List.of(Runs.usual()), 3, 0.02, open)).cases();
    Headline headline = Headline.of(closed).orElseThrow();
    double effective = 0;
    double capacity = 0;
    double least = 1;
    double most = 0;
    for (CaseRecord record : closed) {
      LedgerRecord ledger = record.ledger().orElseThrow();
      effective += ledger.effectiveFlop();
      capacity += ledger.capacityFlop();
      least = Math.min(least, ledger.effective().share());
      most = Math.max(most, ledger.effective().share());
    }
    double share = headline.groups().share(Group.EFFECTIVE);
    assertThat(headline.cases()).hasSize(5);
    assertThat(share).isCloseTo(effective / capacity, within(1e-12)).isBetween(least, most);
  }
}
