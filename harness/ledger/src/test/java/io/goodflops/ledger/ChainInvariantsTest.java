package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

/** Invariants of the chain itself; numbers are those of the ledger's definition, section 4. */
class ChainInvariantsTest {
  private static final double REFERENCE = 100;

  /** One device's time, any order of magnitude, levels in any order. */
  record Scene(
      double steal,
      double pause,
      double gap,
      double busy,
      double isolated,
      double memory,
      double flops,
      double extra,
      double path,
      double attainable) {

    double total() {
      return steal + pause + gap + busy;
    }

    Rates rates(double reference) {
      return new Rates(
          reference,
          OptionalDouble.empty(),
          OptionalDouble.of(path),
          OptionalDouble.of(attainable),
          Rates.Attainable.CHAIN);
    }

    KernelWork work() {
      return new KernelWork(
          busy,
          OptionalDouble.of(isolated),
          OptionalDouble.of(memory),
          flops,
          flops + extra,
          Map.of(Category.REDUNDANT_PADDING, extra));
    }

    Account account(double reference) {
      return account(work(), rates(reference));
    }

    Account account(KernelWork work, Rates rates) {
      Chain chain =
          new Chain(steal + pause + gap + work.busy())
              .less(Category.AVAILABILITY_STEAL, steal)
              .less(Category.HOST_RUNTIME_PAUSE, pause)
              .less(Category.HOST_DISPATCH_GAP, gap);
      KernelChain.book(chain, work, rates);
      return chain.account();
    }

    Scene scaled(double a) {
      return new Scene(
          steal * a,
          pause * a,
          gap * a,
          busy * a,
          isolated * a,
          memory * a,
          flops * a,
          extra * a,
          path,
          attainable);
    }
  }

  /** Levels in any order: violations included. */
  @Provide
  Arbitrary<Scene> wild() {
    Arbitrary<Double> time = Arbitraries.doubles().between(0, 1000);
    Arbitrary<Double> rate = Arbitraries.doubles().between(1, 200);
    return Combinators.combine(time, time, time, time, time, time, time.map(t -> t * 100), rate)
        .as((s, p, g, b, i, m, f, r) -> new Scene(s, p, g, b, i, m, f, f / 3, r, r * 0.9));
  }

  /** Levels in order: the device never does better than its ceilings. */
  @Provide
  Arbitrary<Scene> tame() {
    Arbitrary<Double> time = Arbitraries.doubles().between(0, 1000);
    Arbitrary<Double> share = Arbitraries.doubles().between(0.1, 1);
    return Combinators.combine(time, time, time, time, share, share, share, share)
        .as(
            (s, p, g, b, iso, roof, clock, att) -> {
              double path = REFERENCE * clock;
              double attainable = path * att;
              double isolated = b * iso;
              double executed = isolated * roof * attainable * 0.99;
              return new Scene(
                  s,
                  p,
                  g,
                  b,
                  isolated,
                  isolated * roof,
                  executed * 0.8,
                  executed * 0.2,
                  path,
                  attainable);
            });
  }

  @Property
  void i01Balance(@ForAll("wild") Scene scene) {
    Account a = scene.account(REFERENCE);
    double sum =
        a.effective() + a.unattributed() + a.losses().values().stream().mapToDouble(d -> d).sum();
    assertThat(sum).isCloseTo(a.total(), within(1e-9 * Math.max(1, a.effective() + a.total())));
    assertThat(a.total()).isCloseTo(scene.total(), within(1e-9));
  }

  @Property
  void i02NothingButTheRemainderIsNegative(@ForAll("wild") Scene scene) {
    Account a = scene.account(REFERENCE);
    assertThat(a.losses().values()).allMatch(v -> v >= 0);
    assertThat(a.effective()).isNotNegative();
    assertThat(a.violations().values()).allMatch(v -> v < 0);
  }

  @Property
  void i04EffectiveThenExecutedThenCapacity(@ForAll("tame") Scene scene) {
    Account a = scene.account(REFERENCE);
    double executed = a.effective() + a.loss(Category.REDUNDANT_PADDING).orElse(0);
    assertThat(a.effective()).isLessThanOrEqualTo(executed);
    assertThat(executed).isLessThanOrEqualTo(a.total() * (1 + 1e-12));
    assertThat(Math.abs(a.unattributed())).isLessThanOrEqualTo(1e-9 * Math.max(1, a.total()));
  }

  @Property
  void i07DisjointWindowsAddUp(
      @ForAll("tame") Scene a, @ForAll("tame") Scene b, @ForAll("tame") Scene c) {
    Account x = a.account(REFERENCE);
    Account y = b.account(REFERENCE);
    Account z = c.account(REFERENCE);
    assertThat(x.plus(Account.ZERO)).isEqualTo(x);
    assertThat(Account.ZERO.plus(x)).isEqualTo(x);
    assertThat(x.plus(y)).isEqualTo(y.plus(x));
    close(x.plus(y).plus(z), x.plus(y.plus(z)), 1e-12);
  }

  @Property
  void i08SplittingAWindowChangesNothing(
      @ForAll("wild") Scene scene, @ForAll @DoubleRange(min = 0.01, max = 0.99) double at) {
    close(
        scene.scaled(at).account(REFERENCE).plus(scene.scaled(1 - at).account(REFERENCE)),
        scene.account(REFERENCE),
        1e-9);
  }

  @Property
  void i10IdleTimeIsAGapAndNothingElse(
      @ForAll("tame") Scene s, @ForAll @DoubleRange(min = 0.1, max = 50) double idle) {
    Account before = s.account(REFERENCE);
    Account after =
        new Scene(
                s.steal,
                s.pause,
                s.gap + idle,
                s.busy,
                s.isolated,
                s.memory,
                s.flops,
                s.extra,
                s.path,
                s.attainable)
            .account(REFERENCE);
    assertThat(after.total() - before.total()).isCloseTo(idle, within(1e-9));
    assertThat(gain(before, after, Category.HOST_DISPATCH_GAP)).isCloseTo(idle, within(1e-9));
    assertThat(after.effective()).isEqualTo(before.effective());
    if (before.effective() > 1e-6) {
      assertThat(after.effectiveShare()).isLessThan(before.effectiveShare());
    }
  }

  @Property
  void i11AHigherPeakLowersTheShareAndMovesNoOuterLevel(
      @ForAll("tame") Scene scene, @ForAll @DoubleRange(min = 1.01, max = 4) double factor) {
    Account low = scene.account(REFERENCE);
    Account high = scene.account(REFERENCE * factor);
    if (low.effective() > 1e-6) {
      assertThat(high.effectiveShare()).isLessThan(low.effectiveShare());
    }
    for (Category outer :
        EnumSet.range(Category.AVAILABILITY_STEAL, Category.KERNEL_MEMORY_BOUND)) {
      assertThat(high.loss(outer)).isEqualTo(low.loss(outer));
    }
  }

  @Property
  void i12And13ExtraOperationsNeverRaiseWhatIsEffective(
      @ForAll("tame") Scene s, @ForAll @DoubleRange(min = 1, max = 2) double factor) {
    Account before = s.account(REFERENCE);
    Account after =
        new Scene(
                s.steal,
                s.pause,
                s.gap,
                s.busy,
                s.isolated,
                s.memory,
                s.flops,
                s.extra * factor,
                s.path,
                s.attainable)
            .account(REFERENCE);
    assertThat(after.effective()).isEqualTo(before.effective());
    assertThat(gain(before, after, Category.REDUNDANT_PADDING)).isNotNegative();
  }

  @Property
  void i14MoreBandwidthMovesTimeFromLimitToGap(
      @ForAll("wild") Scene s, @ForAll @DoubleRange(min = 1, max = 5) double factor) {
    Account before = s.account(REFERENCE);
    Account after =
        new Scene(
                s.steal,
                s.pause,
                s.gap,
                s.busy,
                s.isolated,
                s.memory / factor,
                s.flops,
                s.extra,
                s.path,
                s.attainable)
            .account(REFERENCE);
    assertThat(gain(before, after, Category.KERNEL_MEMORY_BOUND)).isLessThan(1e-9);
    assertThat(gain(before, after, Category.KERNEL_INEFFICIENCY)).isGreaterThan(-1e-9);
  }

  @Property
  void i16ASlowerWorkerIsImbalance(
      @ForAll @DoubleRange(min = 1, max = 10) double even,
      @ForAll @DoubleRange(min = 0.1, max = 5) double slower) {
    Account before = region(even, even, even + 6);
    Account after = region(even + slower, even + slower / 4, even + 6);
    assertThat(gain(before, after, Category.PARALLEL_IMBALANCE))
        .isCloseTo(4 * (slower - slower / 4), within(1e-9));
    assertThat(after.effective()).isEqualTo(before.effective());
  }

  private static Account region(double longest, double average, double runtime) {
    Chain chain = new Chain(4 * runtime);
    new ParallelRegion(4, runtime, OptionalDouble.empty(), longest, average).book(chain, 1);
    KernelChain.book(
        chain,
        new KernelWork(
            4 * average,
            OptionalDouble.empty(),
            OptionalDouble.of(0),
            REFERENCE * 3,
            REFERENCE * 3,
            Map.of()),
        Rates.measured(REFERENCE));
    return chain.account();
  }

  @Property
  void i17SlowerTimeScalesLossesAndLeavesTheWorkAlone(
      @ForAll("tame") Scene s, @ForAll @DoubleRange(min = 1, max = 10) double a) {
    Scene slow =
        new Scene(
            s.steal * a,
            s.pause * a,
            s.gap * a,
            s.busy * a,
            s.isolated * a,
            s.memory * a,
            s.flops,
            s.extra,
            s.path,
            s.attainable);
    Account before = s.account(REFERENCE);
    Account after = slow.account(REFERENCE);
    assertThat(after.total()).isCloseTo(before.total() * a, within(1e-6));
    assertThat(after.effective()).isEqualTo(before.effective());
    for (Category time :
        List.of(
            Category.AVAILABILITY_STEAL,
            Category.HOST_RUNTIME_PAUSE,
            Category.HOST_DISPATCH_GAP,
            Category.KERNEL_INTERFERENCE)) {
      assertThat(after.loss(time).getAsDouble())
          .isCloseTo(before.loss(time).getAsDouble() * a, within(1e-6));
    }
  }

  @Property
  void i18APeakIsAUnitOfCapacity(
      @ForAll("tame") Scene scene, @ForAll @DoubleRange(min = 0.5, max = 5) double factor) {
    Account flop = scene.account(REFERENCE).times(REFERENCE);
    Account more = scene.account(REFERENCE * factor).times(REFERENCE * factor);
    assertThat(more.total()).isCloseTo(flop.total() * factor, within(1e-6 * more.total() + 1e-9));
    assertThat(more.effective()).isCloseTo(flop.effective(), within(1e-6));
  }

  @Property
  void i24LessKnowledgeMergesLeavesAndMovesNothingElse(
      @ForAll("tame") Scene scene, @ForAll Set<Unknown> unknown) {
    Account whole = scene.account(REFERENCE);
    KernelWork work = scene.work();
    Rates rates = scene.rates(REFERENCE);
    Account less =
        scene.account(
            new KernelWork(
                work.busy(),
                keep(unknown, Unknown.ISOLATED, work.isolated()),
                keep(unknown, Unknown.BANDWIDTH, work.memoryTime()),
                work.flopsAlgorithmic(),
                work.flopsExecuted(),
                work.redundant()),
            new Rates(
                REFERENCE,
                OptionalDouble.empty(),
                keep(unknown, Unknown.CLOCK, rates.pathAtClock()),
                keep(unknown, Unknown.ATTAINABLE, rates.attainableAtClock()),
                rates.attainable()));
    assertThat(less.total()).isEqualTo(whole.total());
    assertThat(less.effective()).isEqualTo(whole.effective());
    assertThat(kernel(less)).isCloseTo(kernel(whole), within(1e-9 * Math.max(1, whole.total())));
    for (Category outer : EnumSet.range(Category.AVAILABILITY_STEAL, Category.HOST_DISPATCH_GAP)) {
      assertThat(less.loss(outer)).isEqualTo(whole.loss(outer));
    }
    if (unknown.contains(Unknown.CLOCK)) {
      assertThat(less.loss(Category.KERNEL_CLOCK)).isEmpty();
    }
    if (unknown.contains(Unknown.ATTAINABLE) && scene.flops > 0) {
      assertThat(less.loss(Category.KERNEL_INEFFICIENCY)).isEmpty();
      assertThat(less.loss(Category.KERNEL_MEMORY_BOUND)).isEmpty();
      assertThat(less.loss(Category.KERNEL_UNDIVIDED)).isPresent();
    }
  }

  enum Unknown {
    ISOLATED,
    BANDWIDTH,
    CLOCK,
    ATTAINABLE
  }

  private static OptionalDouble keep(Set<Unknown> unknown, Unknown what, OptionalDouble value) {
    return unknown.contains(what) ? OptionalDouble.empty() : value;
  }

  /** All leaves under {@code kernel}: the parent that stays known. */
  private static double kernel(Account account) {
    return account.losses().entrySet().stream()
        .filter(e -> e.getKey().id().startsWith("kernel."))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  @Property
  void i26AViolationIsCarriedByTheRemainder(
      @ForAll @DoubleRange(min = 0.1, max = 0.9) double roofOverBusy) {
    double busy = 10;
    Account a =
        new Scene(0, 0, 0, busy, busy, 0, REFERENCE * busy / roofOverBusy, 0, REFERENCE, REFERENCE)
            .account(REFERENCE);
    assertThat(a.violations()).containsKey(Category.KERNEL_INEFFICIENCY);
    assertThat(a.unattributed())
        .isCloseTo(a.violations().get(Category.KERNEL_INEFFICIENCY), within(1e-9));
    assertThat(a.loss(Category.KERNEL_INEFFICIENCY)).hasValue(0);
  }

  @Property
  void i27CreditIsNeverMoreThanWasExecuted(
      @ForAll @DoubleRange(min = 1, max = 100) double executed,
      @ForAll @DoubleRange(min = 0, max = 100) double saved) {
    KernelWork strassen =
        new KernelWork(
            1, OptionalDouble.empty(), OptionalDouble.of(0), executed + saved, executed, Map.of());
    assertThat(strassen.credit()).isEqualTo(executed);
    assertThat(strassen.algorithmicSaving()).isCloseTo(saved, within(1e-9));
  }

  private static double gain(Account before, Account after, Category category) {
    return after.loss(category).orElse(0) - before.loss(category).orElse(0);
  }

  private static void close(Account a, Account b, double relative) {
    double tolerance = relative * Math.max(1, a.total() + a.effective());
    assertThat(a.losses().keySet()).isEqualTo(b.losses().keySet());
    assertThat(a.total()).isCloseTo(b.total(), within(tolerance));
    assertThat(a.effective()).isCloseTo(b.effective(), within(tolerance));
    assertThat(a.unattributed()).isCloseTo(b.unattributed(), within(tolerance));
    a.losses().forEach((c, v) -> assertThat(v).isCloseTo(b.losses().get(c), within(tolerance)));
  }
}
