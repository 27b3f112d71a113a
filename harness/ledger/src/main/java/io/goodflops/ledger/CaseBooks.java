package io.goodflops.ledger;

import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The steady ledgers of one case: every account is that of its mean launch, in nanoseconds. A
 * training step whose ops were traced is divided op by op, all else is one kernel.
 */
final class CaseBooks {
  private final CaseRecord record;
  private final Columns columns;
  private final Ceilings ceilings;
  private final Optional<Bootstrap> bootstrap;
  private final double executed;
  private final OptionalDouble memoryNanos;
  private final boolean traced;
  private final Optional<StepLevels> step;

  /** Where each account is drawn up; what is to stay is copied out of it. */
  private final Chain scratch = new Chain(0);

  /**
   * Opens the books.
   *
   * @param step the ops of the launch, if it is a step that was traced
   */
  CaseBooks(CaseRecord record, Columns columns, Ceilings ceilings, Optional<StepLevels> step) {
    this.record = record;
    this.step = step;
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
    Redraw none = new Redraw(1, 1, 1);
    ClockCauses causes = ClockCauses.of(columns.accepted(), basis.clockHertz().orElse(0));
    return Optional.of(
        LedgerWriter.steady(
            "FLOP",
            basis,
            basis.rate() * window() / 1e9,
            bootstrap
                .map(s -> account(basis, s.point(), declared, none, causes))
                .orElseGet(this::refused)
                .account(),
            b ->
                bootstrap
                    .map(
                        s ->
                            account(
                                basis,
                                s.replicate(b),
                                declared,
                                new Redraw(
                                    Math.exp(spread * Bootstrap.ceilingDeviate(b)),
                                    Math.exp(clockSpread * Bootstrap.clockDeviate(b)),
                                    1 + bandwidthSpread * Bootstrap.bandwidthDeviate(b)),
                                causes))
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

  /**
   * Calibration constants of one replicate, as multiples of what was measured.
   *
   * @param ceiling of measured peaks; a measured basis moves with it, a declared one not
   * @param clock at which these peaks were measured
   */
  private record Redraw(double ceiling, double clock, double bandwidth) {}

  private Chain account(
      Basis basis, LaunchFigures launch, boolean declared, Redraw redraw, ClockCauses causes) {
    if (step.isPresent()) {
      return stepAccount(step.get(), basis, launch, declared, redraw, causes);
    }
    Rates rates = rates(basis, launch, declared, redraw);
    OptionalDouble memory =
        memoryNanos.isPresent()
            ? OptionalDouble.of(memoryNanos.getAsDouble() / redraw.bandwidth())
            : memoryNanos;
    double roof =
        Math.max(executed / rates.attainableAtClock().orElse(rates.reference()), memory.orElse(0));
    Chain chain = outer(launch);
    dispatchGap(chain, launch, roof);
    KernelWork work =
        new KernelWork(
            chain.level(),
            OptionalDouble.empty(),
            memory,
            record.flops(),
            executed,
            Redundancy.of(record, executed - record.flops()));
    KernelChain.book(chain, work, rates, causes);
    return chain;
  }

  /** Gaps and ops as the trace shows them; what is then left of the untraced step is remainder. */
  private Chain stepAccount(
      StepLevels levels,
      Basis basis,
      LaunchFigures launch,
      boolean declared,
      Redraw redraw,
      ClockCauses causes) {
    Chain chain = outer(launch);
    levels.inputNanos().ifPresent(nanos -> chain.less(Category.HOST_INPUT_WAIT, nanos));
    levels.copyNanos().ifPresent(nanos -> chain.less(Category.TRANSFER_EXPOSED_COPY, nanos));
    double between = traced ? launch.tracedGap() : 0;
    chain.less(Category.HOST_DISPATCH_GAP, launch.hostGap() + between + levels.dispatchNanos());
    for (StepLevels.Kernels kernels : levels.kernels()) {
      Rates rates =
          kernels.own()
              ? rates(basis, launch, declared, redraw)
              : otherRates(basis, kernels.ceilings(), launch, declared, redraw);
      double flops = kernels.executed();
      double extra = kernels.own() ? Math.min(flops, executed - record.flops()) : 0;
      KernelWork work =
          new KernelWork(
              kernels.busyNanos(),
              kernels.aloneNanos(),
              kernels.rooflineNanos(
                  rates.attainableAtClock().orElse(rates.reference()), redraw.bandwidth()),
              flops - extra,
              flops,
              kernels.own() ? Redundancy.of(record, extra) : Map.of());
      KernelChain.book(chain, work, rates, causes);
    }
    return chain;
  }

  private Chain streamAccount(LaunchFigures launch, double bytesPerSecond) {
    double ideal = record.bytes() / bytesPerSecond * 1e9;
    Chain chain = outer(launch);
    dispatchGap(chain, launch, ideal);
    return chain.to(Category.KERNEL_INEFFICIENCY, ideal).effective(ideal);
  }

  /** Levels 0 to 4. Set-up lies outside the window; other cards take no part. */
  private Chain outer(LaunchFigures launch) {
    double launches = columns.totalLaunches;
    Chain chain =
        scratch.restart(launch.wall() + (columns.failedWall + columns.abortedWall) / launches);
    availability(
        chain,
        launch.steal() + columns.refusedSteal / launches,
        launch.queued() + columns.refusedWait / launches);
    reject(chain, launches);
    chain.less(Category.HOST_RUNTIME_PAUSE, launch.pause());
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

  /** Rates per nanosecond for the clock of one launch. */
  private Rates rates(Basis basis, LaunchFigures launch, boolean declared, Redraw redraw) {
    double reference = basis.rate() / 1e9 * (declared ? 1 : redraw.ceiling());
    return new Rates(
        reference,
        OptionalDouble.empty(),
        atClock(
            reference,
            basis.clockHertz(),
            declared ? launch.clock() : launch.clock() / redraw.clock()),
        attainable(ceilings, launch, redraw),
        bestGemm(ceilings));
  }

  /** Ops of a compute mode that is not the basis's: what their own unit lacks is its path. */
  private static Rates otherRates(
      Basis basis, Ceilings own, LaunchFigures launch, boolean declared, Redraw redraw) {
    double reference = basis.rate() / 1e9 * (declared ? 1 : redraw.ceiling());
    Optional<Basis> unit = declared ? own.canonical() : own.attainable();
    boolean unitDeclared = unit.filter(u -> u.kind().equals("DECLARED")).isPresent();
    double path = unit.map(Basis::rate).orElse(0.0) / 1e9 * (unitDeclared ? 1 : redraw.ceiling());
    if (path <= 0) {
      return new Rates(
          reference,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Rates.Attainable.CHAIN);
    }
    return new Rates(
        reference,
        OptionalDouble.of(path),
        atClock(
            path,
            unit.get().clockHertz(),
            unitDeclared ? launch.clock() : launch.clock() / redraw.clock()),
        attainable(own, launch, redraw),
        bestGemm(own));
  }

  private static OptionalDouble attainable(Ceilings ceilings, LaunchFigures launch, Redraw redraw) {
    if (ceilings.measured().isEmpty()) {
      return OptionalDouble.empty();
    }
    double rate = ceilings.measured().get().flopsPerSecond() / 1e9 * redraw.ceiling();
    double then = launch.clock() / redraw.clock();
    return OptionalDouble.of(atClock(rate, ceilings.measuredClock(), then).orElse(rate));
  }

  private static OptionalDouble atClock(double rate, OptionalDouble reference, double clock) {
    return reference.isPresent() && reference.getAsDouble() > 0 && clock > 0
        ? OptionalDouble.of(rate * clock / reference.getAsDouble())
        : OptionalDouble.empty();
  }

  private static Rates.Attainable bestGemm(Ceilings ceilings) {
    boolean gemm =
        ceilings.measured().map(p -> p.provenance() == Provenance.BEST_GEMM).orElse(false);
    return gemm ? Rates.Attainable.BEST_GEMM : Rates.Attainable.CHAIN;
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
