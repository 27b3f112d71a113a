package io.goodflops.engine.measure;

import io.goodflops.engine.host.ThreadWaits;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.StepRecord;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import io.goodflops.workload.program.OpByOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Times the ops of a training step by marks, in batches that are as the timed ones: poisoned
 * before, as many steps, nothing waited for between them. They take turns with the timed ones, so
 * that what the machine does meets both alike and what is left between them is what marks cost. The
 * weights move on meanwhile.
 */
final class StepTrace implements AutoCloseable {
  /** What all these batches of a process may take, and the gaps they are spread over. */
  private static final double SECONDS = 0.9;

  private static final int GAPS = 9;
  private static final int FEWEST = 6;
  private static final int MOST = 200;
  private static final int MOST_MARKS = 8192;
  private static final int WARM_UP_MARKS = 2000;
  private static final int MOST_ALONE = 9;
  private static final int ALONE_ROUNDS = 3;

  /** A step that waited for a CPU in no more than this share of its time is a calm one. */
  private static final double CALM_SHARE = 0.01;

  /** Up to this, a step is said to have lost what all its threads waited together. */
  private static final double LITTLE_WAITING = 0.03;

  private final Queue queue;
  private final OpByOp run;
  private final Optional<StepFeed> feed;
  private final int ops;
  private final int launches;
  private final Runnable poison;
  private final ThreadWaits waits;
  private final List<Step> steps = new ArrayList<>();
  private int gaps;
  private long spentNanos;

  /**
   * Prepares to trace.
   *
   * @param launches steps of a timed batch
   * @param poison what is done before one
   * @param waits of the threads that compute
   */
  StepTrace(
      Queue queue,
      OpByOp run,
      Optional<StepFeed> feed,
      int ops,
      int launches,
      Runnable poison,
      ThreadWaits waits) {
    this.queue = queue;
    this.run = run;
    this.feed = feed;
    this.ops = ops;
    this.launches = launches;
    this.poison = poison;
    this.waits = waits;
    warmUp();
  }

  /**
   * What Java does when code first runs, and makes of it when it has run a hundred times, in steps
   * whose ops do nothing: else it comes between the ops of steps that are traced.
   */
  private void warmUp() {
    WaitShares shares = new WaitShares(waits);
    for (int marks = 0; marks < WARM_UP_MARKS; marks += 2 * ops) {
      new TracedStep(queue, ops).enqueue(Optional.empty(), op -> {});
      shares.stepEnded();
    }
    queue.finish();
  }

  /**
   * One step.
   *
   * @param nanos to the begin of the next
   * @param waitShare part of the time that computing threads waited for a CPU, summed over them
   * @param feed spans of its batch, those of no length too
   */
  record Step(
      long nanos,
      double waitShare,
      List<Double> starts,
      List<Double> times,
      List<StepRecord.FeedSpan> feed) {
    /** The same step had it not waited, see {@link StepTrace#kept}. */
    Step withoutWaiting(int threads) {
      double kept = kept(waitShare, threads);
      return new Step(
          Math.round(nanos * kept),
          0,
          starts.stream().map(start -> start * kept).toList(),
          times.stream().map(time -> time * kept).toList(),
          feed.stream()
              .map(
                  span ->
                      new StepRecord.FeedSpan(
                          span.kind(), span.startNanos() * kept, span.nanos() * kept))
              .toList());
    }
  }

  /** A batch between two timed ones, if it is time for one; returns how many steps it took. */
  int between() {
    gaps++;
    int taken = 0;
    while (steps.size() < MOST && spentNanos < SECONDS * 1e9 * gaps / GAPS) {
      taken += batch();
    }
    return taken;
  }

  /**
   * All that was traced, at least a few steps.
   *
   * @param timed batches without marks
   */
  StepTimes times(boolean alone, List<ForkRecord.Sample> timed) {
    while (steps.size() < FEWEST) {
      batch();
    }
    List<Step> calm = calm(steps, Step::waitShare);
    // a device that is no host thread does not lose what the host's CPUs lose
    if (timed.stream().allMatch(sample -> sample.waitNanos().isPresent())) {
      calm = calm.stream().map(step -> step.withoutWaiting(waits.threads())).toList();
    }
    List<Double> inStep = means(calm, ops, Step::times);
    return new StepTimes(
        steps.size(),
        (long) mean(calm, Step::nanos),
        (long) mean(calm(timed, this::waitShare), this::stepNanos),
        means(calm, ops, Step::starts),
        inStep,
        feed.isPresent() ? Optional.of(spans(calm)) : Optional.empty(),
        alone ? Optional.of(alone(inStep)) : Optional.empty());
  }

  /** Summed over the threads, as that of a step. */
  private double waitShare(ForkRecord.Sample sample) {
    return (double) sample.waitNanos().orElse(0) * waits.threads() / sample.wallNanos();
  }

  private double stepNanos(ForkRecord.Sample sample) {
    return kept(waitShare(sample), waits.threads())
        * sample.deviceNanos().orElse(sample.wallNanos())
        / sample.launches();
  }

  /**
   * What a calm step or batch, which waited a little all the same, would have taken without, as a
   * part of what it took. It lost between what its threads waited in the mean, all at once, and
   * their sum, one at a time. Where they wait little they wait one at a time; beside a tenant of
   * their CPUs, where nobody is calm, at least the mean is known to be lost.
   *
   * @param waitShare summed over the threads
   */
  static double kept(double waitShare, int threads) {
    double atLeast = Math.min(1, waitShare / Math.max(1, threads));
    return 1 - Math.max(Math.min(LITTLE_WAITING, waitShare), atLeast);
  }

  /**
   * Those that waited for a CPU the least: the calmer half, and all that are calm. Where others
   * take the CPU, their time lies in some op or other, and the case's own times have it booked
   * already.
   */
  static <T> List<T> calm(List<T> all, ToDoubleFunction<T> waitShare) {
    double[] shares = all.stream().mapToDouble(waitShare).sorted().toArray();
    double limit = Math.max(CALM_SHARE, shares[(shares.length - 1) / 2]);
    return all.stream().filter(each -> waitShare.applyAsDouble(each) <= limit).toList();
  }

  private static <T> double mean(List<T> all, ToDoubleFunction<T> value) {
    return all.stream().mapToDouble(value).average().orElseThrow();
  }

  private static List<Double> means(
      List<Step> steps, int count, Function<Step, List<Double>> values) {
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = i;
      means.add(mean(steps, step -> values.apply(step).get(at)));
    }
    return means;
  }

  private static List<StepRecord.FeedSpan> spans(List<Step> steps) {
    List<StepRecord.FeedSpan> spans = new ArrayList<>();
    for (int i = 0; i < steps.get(0).feed().size(); i++) {
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

  /**
   * One batch. Where not all of its steps can be marked, the first, which finds the poison, is not
   * counted.
   */
  private int batch() {
    long from = System.nanoTime();
    poison.run();
    int marked = Math.min(launches, Math.max(1, MOST_MARKS / (2 * ops)));
    int before = launches > marked ? 1 : 0;
    for (int i = 0; i < before; i++) {
      new TracedStep(queue, ops).enqueue(feed, this::enqueue);
    }
    List<TracedStep> traced = new ArrayList<>();
    List<Boolean> read = new ArrayList<>();
    WaitShares shares = new WaitShares(waits);
    for (int i = 0; i < marked; i++) {
      TracedStep step = new TracedStep(queue, ops);
      step.enqueue(feed, this::enqueue);
      traced.add(step);
      read.add(i < marked - 1 && shares.stepEnded());
    }
    queue.finish();
    shares.lastStepEnded();
    feed.ifPresent(StepFeed::finish);
    for (int i = 0; i < marked; i++) {
      TracedStep step = traced.get(i);
      // what reading takes belongs to no step
      boolean ownEnd = i == marked - 1 || read.get(i);
      Mark end = ownEnd ? step.end() : traced.get(i + 1).begin();
      steps.add(step.read(end, shares.of(i), feed.isPresent()));
    }
    spentNanos += System.nanoTime() - from;
    return before + marked;
  }

  private void enqueue(int op) {
    if (feed.isPresent()) {
      feed.get().enqueue(queue, op);
    } else {
      run.enqueue(queue, op);
    }
  }

  /**
   * What each op takes alone, in its place in memory: median over a few rounds, each of a whole
   * step and then of every op some times in a row. The machine may be faster or slower at that
   * moment than it was: what the steps of these rounds show of it is taken off, unless copies
   * beside the ops slow them as well.
   *
   * @param inStep times of the ops in the traced steps
   */
  private List<Double> alone(List<Double> inStep) {
    int times = Math.min(steps.size(), MOST_ALONE);
    int rounds = Math.min(times, ALONE_ROUNDS);
    List<List<Double>> each = new ArrayList<>();
    for (int op = 0; op < ops; op++) {
      each.add(new ArrayList<>());
    }
    List<Double> stepNow = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      TracedStep step = new TracedStep(queue, ops);
      step.enqueue(Optional.empty(), op -> run.enqueue(queue, op));
      queue.finish();
      stepNow.add(sum(step.read(step.end(), 0, false).times()));
      for (int op = 0; op < ops; op++) {
        each.get(op).addAll(inARow(op, (times + round) / rounds));
      }
    }
    double speed = feed.isPresent() ? 1 : sum(inStep) / Math.max(1, median(stepNow));
    return each.stream().map(nanos -> median(nanos) * speed).toList();
  }

  private List<Double> inARow(int op, int times) {
    Mark[] marks = new Mark[times + 2];
    marks[0] = queue.mark();
    for (int i = 0; i <= times; i++) {
      run.enqueue(queue, op);
      marks[i + 1] = queue.mark();
    }
    queue.finish();
    List<Double> nanos = new ArrayList<>(); // the first one warms up
    for (int i = 1; i <= times; i++) {
      nanos.add((double) marks[i + 1].nanos() - marks[i].nanos());
    }
    return nanos;
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(value -> value).sum();
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  @Override
  public void close() {
    waits.close();
  }
}
