package io.goodflops.engine.measure;

import io.goodflops.result.StepRecord;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** A step with marks around every op and around what brings its batch. */
final class TracedStep {
  private final Queue queue;
  private final Mark[] begins;
  private final Mark[] ends;
  private final List<Copy> copies = new ArrayList<>();
  private Mark begin;
  private Mark arrived;
  private Mark end;

  /** Marks around a copy, on whatever queue. */
  private record Copy(Mark begin, Mark end) {}

  TracedStep(Queue queue, int ops) {
    this.queue = queue;
    this.begins = new Mark[ops];
    this.ends = new Mark[ops];
  }

  /** When it began. */
  Mark begin() {
    return begin;
  }

  /** When all of it had ended. */
  Mark end() {
    return end;
  }

  /**
   * Enqueues it.
   *
   * @param op enqueues one op
   */
  void enqueue(Optional<StepFeed> feed, IntConsumer op) {
    Optional<StepFeed.Copy> early = feed.flatMap(StepFeed::ahead);
    begin = queue.mark();
    feed.ifPresent(from -> from.arrive(queue));
    arrived = queue.mark();
    feed.ifPresent(from -> from.before(queue));
    Mark copied = queue.mark();
    // the first batch is copied while its step waits, the others were copied during the step before
    early
        .or(() -> feed.flatMap(StepFeed::ahead))
        .ifPresentOrElse(
            copy -> copies.add(new Copy(copy.begin(), copy.end())),
            () -> copies.add(new Copy(arrived, copied)));
    for (int i = 0; i < begins.length; i++) {
      begins[i] = queue.mark();
      op.accept(i);
      ends[i] = queue.mark();
    }
    feed.ifPresent(from -> from.after(queue));
    feed.flatMap(StepFeed::ahead).ifPresent(copy -> copies.add(new Copy(copy.begin(), copy.end())));
    end = queue.mark();
  }

  /**
   * What the marks say, once everything has ended.
   *
   * @param end its own or the begin of the next step
   */
  StepTrace.Step read(Mark end, double waitShare, boolean fed) {
    long total = end.nanos() - begin.nanos();
    List<Double> starts = new ArrayList<>();
    List<Double> times = new ArrayList<>();
    for (int op = 0; op < begins.length; op++) {
      starts.add((double) begins[op].nanos() - begin.nanos());
      times.add((double) ends[op].nanos() - begins[op].nanos());
    }
    List<StepRecord.FeedSpan> spans = new ArrayList<>();
    if (fed) {
      spans.add(span("input", begin, arrived, total));
      copies.forEach(copy -> spans.add(span("copy", copy.begin(), copy.end(), total)));
    }
    return new StepTrace.Step(total, waitShare, starts, times, spans);
  }

  /** What of two marks lies in the step. */
  private StepRecord.FeedSpan span(String kind, Mark from, Mark to, long total) {
    long start = Math.max(0, Math.min(total, from.nanos() - begin.nanos()));
    long end = Math.max(start, Math.min(total, to.nanos() - begin.nanos()));
    return new StepRecord.FeedSpan(kind, start, end - start);
  }
}
