package io.goodflops.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One step of a program, op by op: what a fork saw when it put marks around every op. The step that
 * is timed for the case has no marks, so its time is kept beside this one.
 *
 * @param steps how many steps were traced; this is the middle one by time of those that waited for
 *     a CPU the least, so that its parts belong together
 * @param tracedNanos time of the step with marks
 * @param untracedNanos median of as many steps without marks, in turns with the others
 * @param ops in the order in which they were started
 * @param feed how its batch came from the host; empty if it lies on the device
 */
public record StepRecord(
    int steps,
    long tracedNanos,
    long untracedNanos,
    List<StepOp> ops,
    Optional<List<FeedSpan>> feed) {
  public StepRecord {
    ops = List.copyOf(ops);
    feed = feed.map(List::copyOf);
  }

  /**
   * A time in which a batch came, as far as it lies in the step; ops may run meanwhile.
   *
   * @param kind {@code input} while it was not in host memory, {@code copy} while it was copied
   * @param startNanos from the step's begin
   */
  public record FeedSpan(String kind, double startNanos, double nanos) {}

  /**
   * One op of the step.
   *
   * @param kind of the op, for example {@code matmul}
   * @param writes name of the value that it computes
   * @param flops algorithmic operations
   * @param bytes algorithmic bytes
   * @param workingSetBytes size of all that it touches, for the bandwidth curve
   * @param dtype that it reads; with the next two its compute mode, as in a case
   * @param startNanos from the step's begin to the op's
   * @param nanos time of the op inside the step
   * @param aloneNanos time of the same op run over and over by itself; empty if that was not tried
   */
  public record StepOp(
      String kind,
      String writes,
      long flops,
      long bytes,
      long workingSetBytes,
      String dtype,
      String accumulate,
      String mathMode,
      double startNanos,
      double nanos,
      OptionalDouble aloneNanos) {}

  /** What no measurement gives, as one clause; empty if the step can be believed. */
  String contradiction() {
    if (steps <= 0 || tracedNanos <= 0 || untracedNanos <= 0) {
      return "a step without a time or that was never traced";
    }
    for (StepOp op : ops) {
      if (op.flops() < 0 || op.bytes() < 0 || op.workingSetBytes() < 0) {
        return "an op in its step with a negative number of flops or bytes";
      }
      if (op.startNanos() < 0 || op.nanos() < 0 || op.aloneNanos().orElse(0) < 0) {
        return "an op in its step with a negative time";
      }
    }
    for (FeedSpan span : feed.orElse(List.of())) {
      if (span.startNanos() < 0 || span.nanos() < 0) {
        return "a batch in its step with a negative time";
      }
    }
    return "";
  }
}
