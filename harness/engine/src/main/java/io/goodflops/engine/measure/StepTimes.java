package io.goodflops.engine.measure;

import io.goodflops.engine.host.NoiseMeter;
import io.goodflops.result.StepRecord;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.workload.program.OpByOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * What a process measured of each op of a training step: a claim, as all that it says. Which ops
 * these are the host knows itself.
 *
 * @param steps how many steps were traced
 * @param tracedNanos of the middle one by time of those that waited for a CPU the least, with marks
 *     around every op
 * @param untracedNanos median of as many steps without marks
 * @param startNanos when each op of that step began, from the step's begin
 * @param nanos how long it took
 * @param feed how that step's batch came from the host; empty if it lies on the device
 * @param aloneNanos median of the same op run again and again, its operands as warm as that makes
 *     them
 */
record StepTimes(
    int steps,
    long tracedNanos,
    long untracedNanos,
    List<Double> startNanos,
    List<Double> nanos,
    Optional<List<StepRecord.FeedSpan>> feed,
    List<Double> aloneNanos) {
  private static final double SECONDS = 0.3;
  private static final int FEWEST = 5;
  private static final int MOST = 25;
  private static final int MOST_ALONE = 9;

  /** A traced step that waited for a CPU in no more than this share of its time is a calm one. */
  private static final double CALM_SHARE = 0.01;

  StepTimes {
    startNanos = List.copyOf(startNanos);
    nanos = List.copyOf(nanos);
    feed = feed.map(List::copyOf);
    aloneNanos = List.copyOf(aloneNanos);
  }

  /** Steps without marks, steps with marks, then each op alone; the weights move on meanwhile. */
  static StepTimes take(
      Queue queue, OpByOp run, Optional<StepFeed> feed, int ops, NoiseMeter noise) {
    double first = untraced(queue, run, feed, ops);
    int steps = (int) Math.max(FEWEST, Math.min(MOST, SECONDS * 1e9 / first));
    double[] untraced = new double[steps];
    List<Traced> traced = new ArrayList<>();
    // one after the other in turns, so that drift meets both
    for (int s = 0; s < steps; s++) {
      untraced[s] = untraced(queue, run, feed, ops);
      Mark[] begins = new Mark[ops];
      Mark[] ends = new Mark[ops];
      Optional<StepFeed.Copy> before = feed.flatMap(StepFeed::ahead);
      NoiseMeter.Reading start = noise.read();
      Mark begin = queue.mark();
      feed.ifPresent(from -> from.arrive(queue));
      Mark arrived = queue.mark();
      feed.ifPresent(from -> from.before(queue));
      Mark copied = queue.mark();
      for (int op = 0; op < ops; op++) {
        begins[op] = queue.mark();
        enqueue(queue, run, feed, op);
        ends[op] = queue.mark();
      }
      feed.ifPresent(from -> from.after(queue));
      Mark end = queue.mark();
      queue.finish();
      NoiseMeter.Window window = noise.between(start, noise.read());
      feed.ifPresent(StepFeed::finish);
      List<Double> starts = new ArrayList<>();
      List<Double> times = new ArrayList<>();
      for (int op = 0; op < ops; op++) {
        starts.add((double) begins[op].nanos() - begin.nanos());
        times.add((double) ends[op].nanos() - begins[op].nanos());
      }
      long total = end.nanos() - begin.nanos();
      Optional<List<StepRecord.FeedSpan>> spans =
          feed.map(
              from -> {
                List<StepRecord.FeedSpan> found = new ArrayList<>();
                span(found, "input", begin, begin, arrived, total);
                if (before.isEmpty() && from.ahead().isEmpty()) {
                  span(found, "copy", begin, arrived, copied, total);
                }
                before.ifPresent(c -> span(found, "copy", begin, c.begin(), c.end(), total));
                from.ahead().ifPresent(c -> span(found, "copy", begin, c.begin(), c.end(), total));
                return found;
              });
      traced.add(new Traced(total, window.waitNanos().orElse(0), starts, times, spans));
    }
    Traced middle = middle(traced);
    double[] alone = new double[ops];
    for (int op = 0; op < ops; op++) {
      alone[op] = alone(queue, run, op, Math.min(steps, MOST_ALONE));
    }
    return new StepTimes(
        steps,
        middle.nanos(),
        (long) median(untraced),
        middle.starts(),
        middle.times(),
        middle.feed(),
        DoubleStream.of(alone).boxed().toList());
  }

  /**
   * The middle one by time of the calmer half, and of all that are calm. Where others take the CPU,
   * their time lies in some op or other, and the case's own times have it booked already.
   */
  static Traced middle(List<Traced> traced) {
    List<Traced> byWait = new ArrayList<>(traced);
    byWait.sort(Comparator.comparingDouble(Traced::waitShare));
    double limit = Math.max(CALM_SHARE, byWait.get((byWait.size() - 1) / 2).waitShare());
    List<Traced> calm = new ArrayList<>(traced);
    calm.removeIf(step -> step.waitShare() > limit);
    calm.sort(Comparator.comparingLong(Traced::nanos));
    return calm.get(calm.size() / 2);
  }

  /** What of two marks lies in the step. */
  private static void span(
      List<StepRecord.FeedSpan> spans, String kind, Mark step, Mark begin, Mark end, long total) {
    long from = Math.max(0, begin.nanos() - step.nanos());
    long to = Math.min(total, end.nanos() - step.nanos());
    if (to > from) {
      spans.add(new StepRecord.FeedSpan(kind, from, to - from));
    }
  }

  private static void enqueue(Queue queue, OpByOp run, Optional<StepFeed> feed, int op) {
    if (feed.isPresent()) {
      feed.get().enqueue(queue, op);
    } else {
      run.enqueue(queue, op);
    }
  }

  private static double untraced(Queue queue, OpByOp run, Optional<StepFeed> feed, int ops) {
    Mark begin = queue.mark();
    feed.ifPresent(from -> from.arrive(queue));
    feed.ifPresent(from -> from.before(queue));
    for (int op = 0; op < ops; op++) {
      enqueue(queue, run, feed, op);
    }
    feed.ifPresent(from -> from.after(queue));
    Mark end = queue.mark();
    queue.finish();
    feed.ifPresent(StepFeed::finish);
    return (double) end.nanos() - begin.nanos();
  }

  private static double alone(Queue queue, OpByOp run, int op, int times) {
    Mark[] marks = new Mark[times + 2];
    marks[0] = queue.mark();
    for (int i = 0; i <= times; i++) {
      run.enqueue(queue, op);
      marks[i + 1] = queue.mark();
    }
    queue.finish();
    double[] each = new double[times]; // the first one warms up
    for (int i = 0; i < times; i++) {
      each[i] = (double) marks[i + 2].nanos() - marks[i + 1].nanos();
    }
    return median(each);
  }

  /** One step with marks. */
  record Traced(
      long nanos,
      long waitNanos,
      List<Double> starts,
      List<Double> times,
      Optional<List<StepRecord.FeedSpan>> feed) {
    double waitShare() {
      return (double) waitNanos / nanos;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }

  /** With the ops that it is about; empty if it cannot be of this program. */
  Optional<StepRecord> record(Program program) {
    int ops = program.steps().size();
    if (steps <= 0
        || tracedNanos <= 0
        || untracedNanos <= 0
        || !times(startNanos, ops)
        || !times(nanos, ops)
        || !times(aloneNanos, ops)
        || !feed.stream()
            .flatMap(List::stream)
            .allMatch(s -> s.startNanos() >= 0 && s.nanos() >= 0)) {
      return Optional.empty();
    }
    List<StepRecord.StepOp> records = new ArrayList<>();
    for (int i = 0; i < ops; i++) {
      Program.Step step = program.steps().get(i);
      Op op = step.op();
      records.add(
          new StepRecord.StepOp(
              op.kind(),
              String.join(", ", step.outputs()),
              op.flops(),
              op.bytes(),
              workingSetBytes(op),
              op.dtype().name(),
              op.compute().accumulate().name(),
              op.compute().mathMode().name(),
              startNanos.get(i),
              nanos.get(i),
              OptionalDouble.of(aloneNanos.get(i))));
    }
    return Optional.of(new StepRecord(steps, tracedNanos, untracedNanos, records, feed));
  }

  private static boolean times(List<Double> values, int count) {
    return values.size() == count && values.stream().allMatch(v -> Double.isFinite(v) && v >= 0);
  }

  private static long workingSetBytes(Op op) {
    long sum = 0;
    for (Operand operand : op.inputs()) {
      sum += operand.spec().bytes();
    }
    for (Operand operand : op.outputs()) {
      sum += operand.spec().bytes();
    }
    return sum;
  }
}
