package io.goodflops.ledger;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The kind of op whose avoidable losses in a step are the largest. All times are nanoseconds,
 * summed over the ops of the kind; what they add up to is an upper bound of what can be saved.
 *
 * @param kind as the record names it
 * @param ops how many of this kind the step has
 * @param stepNanos time of these ops in the step
 * @param gapNanos nothing ran because one of them was being launched
 * @param interferenceNanos slower in the step than alone
 * @param aboveRooflineNanos above the roofline even when alone
 */
public record StepAdvice(
    String kind,
    int ops,
    double stepNanos,
    double gapNanos,
    double interferenceNanos,
    double aboveRooflineNanos) {

  /** Empty if no op has an avoidable loss that is known. */
  static Optional<StepAdvice> of(List<OpLedger> ops) {
    Map<String, StepAdvice> byKind = new TreeMap<>();
    for (OpLedger op : ops) {
      StepAdvice one =
          new StepAdvice(
              op.op().kind(),
              1,
              op.op().nanos(),
              op.dispatchNanos(),
              op.interferenceNanos(),
              op.aboveRooflineNanos());
      byKind.merge(one.kind(), one, StepAdvice::plus);
    }
    return byKind.values().stream()
        .filter(a -> a.avoidableNanos() > 0)
        .max(Comparator.comparingDouble(StepAdvice::avoidableNanos));
  }

  /** What could be saved at most. */
  public double avoidableNanos() {
    return gapNanos + interferenceNanos + aboveRooflineNanos;
  }

  /** The largest of the three causes. */
  public Category cause() {
    if (gapNanos >= interferenceNanos && gapNanos >= aboveRooflineNanos) {
      return Category.HOST_DISPATCH_GAP;
    }
    return interferenceNanos >= aboveRooflineNanos
        ? Category.KERNEL_INTERFERENCE
        : Category.KERNEL_INEFFICIENCY;
  }

  private StepAdvice plus(StepAdvice other) {
    return new StepAdvice(
        kind,
        ops + other.ops,
        stepNanos + other.stepNanos,
        gapNanos + other.gapNanos,
        interferenceNanos + other.interferenceNanos,
        aboveRooflineNanos + other.aboveRooflineNanos);
  }
}
