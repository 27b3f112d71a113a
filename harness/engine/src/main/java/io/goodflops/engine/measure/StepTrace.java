package io.goodflops.engine.measure;

import io.goodflops.engine.host.NoiseMeter;
import io.goodflops.result.StepRecord;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import io.goodflops.workload.program.OpByOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Times the ops of a training step by marks. Steps without marks and steps with marks take turns
 * between the timed batches, so that what the machine does meets all three alike: two with marks,
 * whose noise is that of the ledger's remainder, to one without, which tells what marks cost. The
 * weights move on meanwhile.
 */
final class StepTrace {
  /** What all these steps of a process may take, and the gaps they are spread over. */
  private static final double SECONDS = 0.45;

  private static final int GAPS = 9;
  private static final int FEWEST = 6;
  private static final int MOST = 40;
  private static final int MOST_ALONE = 9;

  /** A step that waited for a CPU in no more than this share of its time is a calm one. */
  private static final double CALM_SHARE = 0.01;

  private final Queue queue;
  private final OpByOp run;
  private final Optional<StepFeed> feed;
  private final int ops;
  private final NoiseMeter noise;
  private final List<Step> untraced = new ArrayList<>();
  private final List<Step> traced = new ArrayList<>();
  private int gaps;
  private long spentNanos;

  StepTrace(Queue queue, OpByOp run, Optional<StepFeed> feed, int ops, NoiseMeter noise) {
    this.queue = queue;
    this.run = run;
    this.feed = feed;
    this.ops = ops;
    this.noise = noise;
  }

  /**
   * One step.
   *
   * @param feed spans of its batch, those of no length too
   */
  record Step(
      long nanos,
      long waitNanos,
      List<Double> starts,
      List<Double> times,
      List<StepRecord.FeedSpan> feed) {
    double waitShare() {
      return (double) waitNanos / nanos;
    }
  }

  /** Some steps between two timed batches; returns how many. */
  int between() {
    gaps++;
    int before = traced.size() + untraced.size();
    while (traced.size() < MOST && spentNanos < SECONDS * 1e9 * gaps / GAPS) {
      turn();
    }
    return traced.size() + untraced.size() - before;
  }

  /** All that was timed, at least a few steps. */
  StepTimes times(boolean alone) {
    while (traced.size() < FEWEST) {
      turn();
    }
    List<Step> calm = calm(traced);
    // a batch that was copied ahead has other spans than the very first one
    int spans = calm.get(calm.size() - 1).feed().size();
    calm.removeIf(step -> step.feed().size() != spans);
    return new StepTimes(
        traced.size(),
        (long) mean(calm, Step::nanos),
        (long) mean(calm(untraced), Step::nanos),
        means(calm, ops, Step::starts),
        means(calm, ops, Step::times),
        feed.map(from -> spans(calm, spans)),
        alone ? Optional.of(alone()) : Optional.empty());
  }

  /**
   * Those that waited for a CPU the least: the calmer half, and all that are calm. Where others
   * take the CPU, their time lies in some op or other, and the case's own times have it booked
   * already.
   */
  static List<Step> calm(List<Step> steps) {
    List<Step> byWait = new ArrayList<>(steps);
    byWait.sort(Comparator.comparingDouble(Step::waitShare));
    double limit = Math.max(CALM_SHARE, byWait.get((byWait.size() - 1) / 2).waitShare());
    List<Step> calm = new ArrayList<>(steps);
    calm.removeIf(step -> step.waitShare() > limit);
    return calm;
  }

  private static double mean(List<Step> steps, ToDoubleFunction<Step> value) {
    return steps.stream().mapToDouble(value).average().orElseThrow();
  }

  private static List<Double> means(
      List<Step> steps, int count, java.util.function.Function<Step, List<Double>> values) {
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = i;
      means.add(mean(steps, step -> values.apply(step).get(at)));
    }
    return means;
  }

  private static List<StepRecord.FeedSpan> spans(List<Step> steps, int count) {
    List<StepRecord.FeedSpan> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = i;
      double nanos = mean(steps, step -> step.feed().get(at).nanos());
      if (nanos > 0) {
        spans.add(
            new StepRecord.FeedSpan(
                steps.get(0).feed().get(at).kind(),
                mean(steps, step -> step.feed().get(at).startNanos()),
                nanos));
      }
    }
    return spans;
  }

  private void turn() {
    long from = System.nanoTime();
    traced.add(traced());
    untraced.add(untraced());
    traced.add(traced());
    spentNanos += System.nanoTime() - from;
  }

  private Step untraced() {
    NoiseMeter.Reading start = noise.read();
    Mark begin = queue.mark();
    feed.ifPresent(from -> from.arrive(queue));
    feed.ifPresent(from -> from.before(queue));
    for (int op = 0; op < ops; op++) {
      enqueue(op);
    }
    feed.ifPresent(from -> from.after(queue));
    Mark end = queue.mark();
    queue.finish();
    long waitNanos = waitNanos(start);
    feed.ifPresent(StepFeed::finish);
    return new Step(end.nanos() - begin.nanos(), waitNanos, List.of(), List.of(), List.of());
  }

  private Step traced() {
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
      enqueue(op);
      ends[op] = queue.mark();
    }
    feed.ifPresent(from -> from.after(queue));
    Mark end = queue.mark();
    queue.finish();
    long waitNanos = waitNanos(start);
    feed.ifPresent(StepFeed::finish);
    List<Double> starts = new ArrayList<>();
    List<Double> times = new ArrayList<>();
    for (int op = 0; op < ops; op++) {
      starts.add((double) begins[op].nanos() - begin.nanos());
      times.add((double) ends[op].nanos() - begins[op].nanos());
    }
    List<StepRecord.FeedSpan> spans = new ArrayList<>();
    if (feed.isPresent()) {
      Optional<StepFeed.Copy> ahead = feed.get().ahead();
      spans.add(span("input", begin, begin, arrived, end));
      if (before.isEmpty() && ahead.isEmpty()) {
        spans.add(span("copy", begin, arrived, copied, end));
      }
      before.ifPresent(copy -> spans.add(span("copy", begin, copy.begin(), copy.end(), end)));
      ahead.ifPresent(copy -> spans.add(span("copy", begin, copy.begin(), copy.end(), end)));
    }
    return new Step(end.nanos() - begin.nanos(), waitNanos, starts, times, spans);
  }

  private long waitNanos(NoiseMeter.Reading start) {
    return noise.between(start, noise.read()).waitNanos().orElse(0);
  }

  /** What of two marks lies in the step. */
  private static StepRecord.FeedSpan span(
      String kind, Mark step, Mark begin, Mark end, Mark stepEnd) {
    long total = stepEnd.nanos() - step.nanos();
    long from = Math.max(0, Math.min(total, begin.nanos() - step.nanos()));
    long to = Math.max(from, Math.min(total, end.nanos() - step.nanos()));
    return new StepRecord.FeedSpan(kind, from, to - from);
  }

  private void enqueue(int op) {
    if (feed.isPresent()) {
      feed.get().enqueue(queue, op);
    } else {
      run.enqueue(queue, op);
    }
  }

  private List<Double> alone() {
    List<Double> nanos = new ArrayList<>();
    for (int op = 0; op < ops; op++) {
      nanos.add(alone(op, Math.min(traced.size(), MOST_ALONE)));
    }
    return nanos;
  }

  private double alone(int op, int times) {
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
    Arrays.sort(each);
    return times % 2 == 1 ? each[times / 2] : (each[times / 2 - 1] + each[times / 2]) / 2;
  }
}
