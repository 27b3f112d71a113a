package io.goodflops.ledger;

import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.StepRecord.StepOp;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One op of a step, held against the ceilings of its own compute mode: levels 10 to 17 of the
 * chain, see {@link KernelChain}. All times are nanoseconds.
 *
 * @param index place in the step, in the order of start, from 0
 * @param gapNanos nothing ran directly before it, for so long, the cost of marks left out
 * @param rooflineNanos {@code max(FLOP ÷ P_att, bytes ÷ B_att)} with the measured peak of its mode
 *     and the measured bandwidth at its working set; empty if a ceiling that it needs was not
 *     measured
 * @param effectiveNanos time of its operations at the peak that is 100 %; zero without such a peak
 * @param account its time in the step, divided
 */
public record OpLedger(
    int index,
    StepOp op,
    double gapNanos,
    OptionalDouble rooflineNanos,
    double effectiveNanos,
    Account account) {

  static OpLedger of(int index, StepOp op, double gapNanos, Ceilings ceilings) {
    OptionalDouble memory = memoryNanos(op, ceilings.bandwidth());
    double launch = launchNanos(op, gapNanos, ceilings);
    double busy = op.nanos() - launch;
    OptionalDouble alone =
        op.aloneNanos().isPresent()
            ? OptionalDouble.of(Math.max(0, op.aloneNanos().getAsDouble() - launch))
            : OptionalDouble.empty();
    Chain chain = new Chain(op.nanos());
    if (launch > 0) {
      chain.to(Category.HOST_DISPATCH_GAP, busy);
    }
    if (op.flops() > 0 && ceilings.canonical().isEmpty()) {
      if (alone.isPresent()) {
        chain.to(Category.KERNEL_INTERFERENCE, alone.getAsDouble());
      }
      chain.to(Category.KERNEL_UNDIVIDED, 0);
    } else {
      double flops = (double) op.flops();
      KernelWork work = new KernelWork(busy, alone, memory, flops, flops, Map.of());
      KernelChain.book(chain, work, rates(ceilings));
    }
    Account account = chain.account();
    return new OpLedger(
        index, op, gapNanos, rooflineNanos(op, memory, ceilings), account.effective(), account);
  }

  /**
   * What launching takes between the marks: the floor of a launch that was measured, less what the
   * gap before the op shows of it already. As a case's own books do.
   */
  private static double launchNanos(StepOp op, double gapNanos, Ceilings ceilings) {
    double floor = ceilings.dispatchFloorNanos().orElse(0);
    return Math.min(op.nanos(), Math.max(0, floor - gapNanos));
  }

  /** Nothing ran for so long because of this launch: before the op, and between its marks. */
  public double dispatchNanos() {
    return gapNanos + account.loss(Category.HOST_DISPATCH_GAP).orElse(0);
  }

  /** In the step less what its operations need at the peak: what the table is sorted by. */
  public double lossNanos() {
    return op.nanos() - effectiveNanos;
  }

  /** Slower in the step than alone; zero if that is unknown or the other way round. */
  public double interferenceNanos() {
    return account.loss(Category.KERNEL_INTERFERENCE).orElse(0);
  }

  /**
   * What even the op alone takes beyond its roofline, but never more than it takes in the step. An
   * upper bound of what a better kernel could win, because bytes are counted as the least possible.
   * Zero where the roofline is unknown.
   */
  public double aboveRooflineNanos() {
    double launch = account.loss(Category.HOST_DISPATCH_GAP).orElse(0);
    double own = Math.min(op.nanos(), op.aloneNanos().orElse(op.nanos())) - launch;
    return rooflineNanos.isPresent() ? Math.max(0, own - rooflineNanos.getAsDouble()) : 0;
  }

  /** The largest cause of loss, the gap before it included; empty if it lost nothing. */
  public Optional<Map.Entry<Category, Double>> largestLoss() {
    Map<Category, Double> all = new java.util.EnumMap<>(Category.class);
    all.putAll(account.losses());
    all.merge(Category.HOST_DISPATCH_GAP, gapNanos, Double::sum);
    return all.entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .max(Comparator.comparingDouble(Map.Entry::getValue));
  }

  /** Without a peak there are no operations to be held against it: any rate will do. */
  private static Rates rates(Ceilings ceilings) {
    boolean bestGemm =
        ceilings.measured().map(p -> p.provenance() == Provenance.BEST_GEMM).orElse(false);
    return new Rates(
        ceilings.canonical().map(b -> b.rate() / 1e9).orElse(1.0),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        ceilings
            .measured()
            .map(p -> OptionalDouble.of(p.flopsPerSecond() / 1e9))
            .orElse(OptionalDouble.empty()),
        bestGemm ? Rates.Attainable.BEST_GEMM : Rates.Attainable.CHAIN);
  }

  /** Empty if it is unknown, and for an op that counts neither bytes nor operations. */
  static OptionalDouble memoryNanos(StepOp op, BandwidthCurve curve) {
    if (op.bytes() <= 0) {
      return op.flops() > 0 ? OptionalDouble.of(0) : OptionalDouble.empty();
    }
    long workingSet = op.workingSetBytes() > 0 ? op.workingSetBytes() : op.bytes();
    return curve.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(op.bytes() / curve.at(workingSet) * 1e9);
  }

  private static OptionalDouble rooflineNanos(StepOp op, OptionalDouble memory, Ceilings ceilings) {
    if (memory.isEmpty() || (op.flops() > 0 && ceilings.measured().isEmpty())) {
      return OptionalDouble.empty();
    }
    double compute =
        op.flops() > 0 ? op.flops() / ceilings.measured().get().flopsPerSecond() * 1e9 : 0;
    return OptionalDouble.of(Math.max(compute, memory.getAsDouble()));
  }
}
