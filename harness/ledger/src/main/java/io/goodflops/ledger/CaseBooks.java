package io.goodflops.ledger;

import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The steady ledgers of one case: every account is that of its mean launch, in nanoseconds. */
final class CaseBooks {
  private final CaseRecord record;
  private final Columns columns;
  private final Ceilings ceilings;
  private final Optional<Bootstrap> bootstrap;
  private final double executed;
  private final OptionalDouble memoryNanos;
  private final boolean traced;

  /** Where each account is drawn up; what is to stay is copied out of it. */
  private final Chain scratch = new Chain(0);

  CaseBooks(CaseRecord record, Columns columns, Ceilings ceilings) {
    this.record = record;
    this.columns = columns;
    this.ceilings = ceilings;
    this.bootstrap =
        columns.batches() == 0
            ? Optional.empty()
            : Optional.of(new Bootstrap(columns, record.id()));
    // marks tell about gaps only where they come from the device's own clock
    this.traced = columns.deviceKnown && !Double.isNaN(Columns.knownMean(columns.tracedGap));
    this.executed = record.flopsExecuted().orElse(record.flops());
    this.memoryNanos = memoryNanos(record, ceilings.bandwidth());
  }

  /** Mean clock while the case ran, if the device says. */
  OptionalDouble meanClock() {
    double clock = Columns.knownMean(columns.clock);
    return Double.isNaN(clock) ? OptionalDouble.empty() : OptionalDouble.of(clock);
  }

  /** Effective FLOPs and named losses on a basis; empty if the case has no FLOPs or no samples. */
  Optional<LedgerRecord> compute(Basis basis) {
    if (record.flops() <= 0 || window() <= 0) {
      return Optional.empty();
    }
    boolean declared = basis.kind().equals("DECLARED");
    double spread = ceilings.measuredSpread();
    double clockSpread = ceilings.clockSpread();
    double bandwidthSpread = bandwidthSpread();
    return Optional.of(
        LedgerWriter.steady(
            "FLOP",
            basis,
            basis.rate() * window() / 1e9,
            bootstrap
                .map(s -> account(s.point(), launch -> rates(basis, launch, declared, 1, 1), 1))
                .orElseGet(this::refused)
                .account(),
            b ->
                bootstrap
                    .map(
                        s ->
                            account(
                                s.replicate(b),
                                launch ->
                                    rates(
                                        basis,
                                        launch,
                                        declared,
                                        Math.exp(spread * Bootstrap.ceilingDeviate(b)),
                                        Math.exp(clockSpread * Bootstrap.clockDeviate(b))),
                                1 + bandwidthSpread * Bootstrap.bandwidthDeviate(b)))
                    .orElseGet(this::refused),
            this::evidence));
  }

  /** Bytes instead of FLOPs; empty without a curve, without bytes or without samples. */
  Optional<LedgerRecord> bandwidth() {
    if (record.bytes() <= 0 || ceilings.bandwidth().isEmpty() || bootstrap.isEmpty()) {
      return Optional.empty();
    }
    double rate = ceilings.bandwidth().at(record.bytes());
    double spread = bandwidthSpread();
    Basis basis =
        BasisLabels.labelled(
            new Basis(
                "BANDWIDTH_CURVE",
                rate,
                record.dtype(),
                record.accumulate(),
                record.mathMode(),
                "DENSE",
                OptionalDouble.empty(),
                "",
                "measured: %s, working set of %d bytes"
                    .formatted(ceilings.bandwidth().op(record.bytes()), record.bytes())));
    Bootstrap samples = bootstrap.get();
    return Optional.of(
        LedgerWriter.steady(
            "byte",
            basis,
            rate * window() / 1e9,
            streamAccount(samples.point(), rate).account(),
            b ->
                streamAccount(
                    samples.replicate(b), rate * Math.exp(spread * Bootstrap.bandwidthDeviate(b))),
            this::evidence));
  }

  /** Wall time of all samples, refused ones included. */
  double window() {
    return Columns.sum(columns.wall) + columns.failedWall + columns.abortedWall;
  }

  private Chain account(
      LaunchFigures launch, Function<LaunchFigures, Rates> ratesOf, double bandwidthFactor) {
    Rates rates = ratesOf.apply(launch);
    OptionalDouble memory =
        memoryNanos.isPresent()
            ? OptionalDouble.of(memoryNanos.getAsDouble() / bandwidthFactor)
            : memoryNanos;
    double roof =
        Math.max(executed / rates.attainableAtClock().orElse(rates.reference()), memory.orElse(0));
    Chain chain = outer(launch, roof);
    KernelWork work =
        new KernelWork(
            chain.level(), OptionalDouble.empty(), memory, record.flops(), executed, Map.of());
    KernelChain.book(chain, work, rates);
    return chain;
  }

  private Chain streamAccount(LaunchFigures launch, double bytesPerSecond) {
    double ideal = record.bytes() / bytesPerSecond * 1e9;
    return outer(launch, ideal).to(Category.KERNEL_INEFFICIENCY, ideal).effective(ideal);
  }

  /** Levels 0 to 6. Set-up lies outside the window; other cards and copies take no part. */
  private Chain outer(LaunchFigures launch, double roof) {
    double launches = columns.totalLaunches;
    Chain chain =
        scratch.restart(launch.wall() + (columns.failedWall + columns.abortedWall) / launches);
    availability(
        chain,
        launch.steal() + columns.refusedSteal / launches,
        launch.queued() + columns.refusedWait / launches);
    reject(chain, launches);
    chain.less(Category.HOST_RUNTIME_PAUSE, launch.pause());
    dispatchGap(chain, launch, roof);
    return chain;
  }

  private void availability(Chain chain, double steal, double wait) {
    if (columns.stealKnown) {
      chain.less(Category.AVAILABILITY_STEAL, steal);
    }
    if (columns.waitKnown) {
      chain.less(Category.AVAILABILITY_PREEMPTED, wait);
    }
  }

  /** Refused trials go whole, after what was stolen from them. */
  private void reject(Chain chain, double launches) {
    double refused = columns.failedWall + columns.abortedWall;
    double available = 1;
    if (refused > 0) {
      double stolen =
          (columns.stealKnown ? columns.refusedSteal : 0)
              + (columns.waitKnown ? columns.refusedWait : 0);
      available = Math.max(0, 1 - stolen / refused);
    }
    chain.less(Category.REJECTED_VERIFY_FAILED, columns.failedWall * available / launches);
    chain.less(Category.REJECTED_ABORTED, columns.abortedWall * available / launches);
  }

  /**
   * What lies outside the device's span, what a trace shows between launches, and the floor of a
   * launch, never more than is left above the roof. A trace sees only what lies between marks, and
   * a launch's own latency lies inside them: so the larger of the two counts.
   */
  private void dispatchGap(Chain chain, LaunchFigures launch, double roof) {
    boolean floorKnown = ceilings.dispatchFloorNanos().isPresent();
    if (!columns.deviceKnown && !floorKnown) {
      return;
    }
    double left = Math.max(0, chain.level() - launch.hostGap() - roof);
    double floor = Math.min(left, ceilings.dispatchFloorNanos().orElse(0));
    double between = traced ? Math.max(launch.tracedGap(), floor) : floor;
    chain.less(Category.HOST_DISPATCH_GAP, launch.hostGap() + between);
  }

  /** Nothing was accepted: all of the window is refused work, but for what was stolen. */
  private Chain refused() {
    Chain chain = scratch.restart(window());
    availability(chain, columns.refusedSteal, columns.refusedWait);
    reject(chain, 1);
    return chain;
  }

  /**
   * Rates per nanosecond for the clock of one launch.
   *
   * @param factor redrawn ÷ measured ceiling; a measured basis moves with it, a declared one not
   * @param clockFactor redrawn ÷ read clock of the measured ceiling
   */
  private Rates rates(
      Basis basis, LaunchFigures launch, boolean declared, double factor, double clockFactor) {
    double reference = basis.rate() / 1e9 * (declared ? 1 : factor);
    double then = launch.clock() / clockFactor;
    OptionalDouble path = atClock(reference, basis.clockHertz(), declared ? launch.clock() : then);
    OptionalDouble attainable = OptionalDouble.empty();
    if (ceilings.measured().isPresent()) {
      double rate = ceilings.measured().get().flopsPerSecond() / 1e9 * factor;
      OptionalDouble moved = atClock(rate, ceilings.measuredClock(), then);
      attainable = OptionalDouble.of(moved.orElse(rate));
    }
    return new Rates(
        reference,
        OptionalDouble.empty(),
        path,
        attainable,
        bestGemm() ? Rates.Attainable.BEST_GEMM : Rates.Attainable.CHAIN);
  }

  private static OptionalDouble atClock(double rate, OptionalDouble reference, double clock) {
    return reference.isPresent() && reference.getAsDouble() > 0 && clock > 0
        ? OptionalDouble.of(rate * clock / reference.getAsDouble())
        : OptionalDouble.empty();
  }

  private boolean bestGemm() {
    return ceilings.measured().map(p -> p.provenance() == Provenance.BEST_GEMM).orElse(false);
  }

  /** Time that a launch's bytes take at the attainable bandwidth. */
  private static OptionalDouble memoryNanos(CaseRecord record, BandwidthCurve bandwidth) {
    if (record.bytes() <= 0) {
      return OptionalDouble.of(0);
    }
    return bandwidth.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(record.bytes() / bandwidth.at(record.bytes()) * 1e9);
  }

  private double bandwidthSpread() {
    return ceilings.bandwidth().isEmpty() ? 0 : ceilings.bandwidth().spread(record.bytes());
  }

  private String evidence(Category category) {
    return switch (category) {
      case HOST_DISPATCH_GAP -> ceilings.dispatchFloorNanos().isEmpty() ? "measured" : "modelled";
      case KERNEL_INEFFICIENCY, KERNEL_MEMORY_BOUND -> "bound"; // bytes are the least possible
      default -> "measured";
    };
  }
}
