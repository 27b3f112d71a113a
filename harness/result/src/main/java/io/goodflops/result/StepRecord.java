package io.goodflops.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * One step of a program, op by op: what a fork saw when it put marks around every op. The step that
 * is timed for the case has no marks, so its time is kept beside this one.
 *
 * @param steps how many steps were traced; all times are means over those that waited for a CPU the
 *     least, so that parts and whole belong together
 * @param tracedNanos time of a step with marks
 * @param untracedNanos time of a step of the timed batches, which have no marks and take turns with
 *     those that do; of those batches, too, that waited the least
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

  /**
   * The step of a case from those of its forks: means, each fork counting alike, as in the case's
   * time. Where forks saw their batches come in different ways, the first one's way counts.
   *
   * @param forks of one program; empty only if none traced
   */
  public static Optional<StepRecord> mean(List<StepRecord> forks) {
    if (forks.isEmpty()) {
      return Optional.empty();
    }
    StepRecord first = forks.get(0);
    List<StepRecord> alike =
        forks.stream().filter(fork -> fork.writes().equals(first.writes())).toList();
    List<StepOp> ops = new ArrayList<>();
    for (int i = 0; i < first.ops().size(); i++) {
      int at = i;
      StepOp op = first.ops().get(i);
      ops.add(
          new StepOp(
              op.kind(),
              op.writes(),
              op.flops(),
              op.bytes(),
              op.workingSetBytes(),
              op.dtype(),
              op.accumulate(),
              op.mathMode(),
              mean(alike, fork -> fork.ops().get(at).startNanos()),
              mean(alike, fork -> fork.ops().get(at).nanos()),
              op.aloneNanos()));
    }
    return Optional.of(
        new StepRecord(
            alike.stream().mapToInt(StepRecord::steps).sum(),
            Math.round(mean(alike, fork -> (double) fork.tracedNanos())),
            Math.round(mean(alike, fork -> (double) fork.untracedNanos())),
            ops,
            first.feed().map(spans -> meanSpans(spans, alike))));
  }

  private static List<FeedSpan> meanSpans(List<FeedSpan> spans, List<StepRecord> forks) {
    List<StepRecord> alike =
        forks.stream()
            .filter(fork -> fork.feed().orElse(List.of()).size() == spans.size())
            .toList();
    List<FeedSpan> means = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      int at = i;
      means.add(
          new FeedSpan(
              spans.get(i).kind(),
              mean(alike, fork -> fork.feed().orElseThrow().get(at).startNanos()),
              mean(alike, fork -> fork.feed().orElseThrow().get(at).nanos())));
    }
    return means;
  }

  private static double mean(List<StepRecord> forks, ToDoubleFunction<StepRecord> value) {
    return forks.stream().mapToDouble(value).average().orElseThrow();
  }

  private List<String> writes() {
    return ops.stream().map(StepOp::writes).toList();
  }

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
