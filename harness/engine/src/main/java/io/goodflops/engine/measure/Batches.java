package io.goodflops.engine.measure;

import io.goodflops.result.ForkRecord;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceClock;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Batches of launches on one queue: enqueue N, finish once. */
public final class Batches {
  private static final int STEADY_BATCHES = 3;
  private static final double STEADY_SPREAD = 0.02;
  private static final int MOST_TRACED = 64;

  /** A launch that came to be this much slower than when it was guessed from asks for a search. */
  private static final double GUESS_TOO_LONG = 4;

  private final Bench bench;
  private final Queue queue;
  private final boolean ownClock;
  private long spanHostStart;
  private long spanHostEnd;
  private long spanDeviceStart;
  private long spanDeviceEnd;
  private boolean spanOpen;

  public Batches(Device device, Bench bench, Queue queue) {
    this(bench, queue, !device.clock().source().equals(DeviceClock.HOST));
  }

  Batches(Bench bench, Queue queue, boolean ownClock) {
    this.bench = bench;
    this.queue = queue;
    this.ownClock = ownClock;
  }

  /**
   * How long a batch took.
   *
   * @param deviceNanos on the device's own clock, if it has one
   */
  public record Timing(long wallNanos, OptionalLong deviceNanos) {}

  /**
   * Two clocks between the first mark of one batch and the last mark of another.
   *
   * @param hostNanos from just before the first mark to just after the queue had finished
   */
  public record Span(long hostNanos, long deviceNanos) {}

  /** Runs one batch. */
  public Timing run(int launches) {
    if (!ownClock) {
      long start = System.nanoTime();
      bench.enqueue(queue, launches);
      queue.finish();
      return new Timing(System.nanoTime() - start, OptionalLong.empty());
    }
    long start = System.nanoTime();
    Mark first = queue.mark();
    bench.enqueue(queue, launches);
    Mark last = queue.mark();
    queue.finish();
    long end = System.nanoTime();
    if (!spanOpen) {
      spanOpen = true;
      spanHostStart = start;
      spanDeviceStart = first.nanos();
    }
    spanHostEnd = end;
    spanDeviceEnd = last.nanos();
    return new Timing(end - start, OptionalLong.of(last.nanos() - first.nanos()));
  }

  /** From now on {@link #span} counts anew. */
  public void startSpan() {
    spanOpen = false;
  }

  /** What both clocks counted over all batches since {@link #startSpan}. */
  public Optional<Span> span() {
    return spanOpen
        ? Optional.of(new Span(spanHostEnd - spanHostStart, spanDeviceEnd - spanDeviceStart))
        : Optional.empty();
  }

  /** How long it takes to read the first bytes of the outputs. */
  public long peekNanos() {
    long start = System.nanoTime();
    bench.peek();
    return System.nanoTime() - start;
  }

  /**
   * Finds the number of launches that makes a batch last at least {@code batchNanos}, until its
   * results can be read: a queue that says too early that it has finished must not be given more
   * and more.
   *
   * @param firstNanos time of one launch so far
   * @param guess launches of an earlier such batch, tried before the search; 1 if there was none
   */
  public int launchesFor(long batchNanos, long firstNanos, int guess) {
    int launches = 1;
    long nanos = Math.max(1, firstNanos);
    if (guess > 1 && nanos * (double) guess < GUESS_TOO_LONG * batchNanos) {
      launches = guess;
      nanos = Math.max(1, run(launches).wallNanos() + peekNanos());
    }
    while (nanos < batchNanos && launches < 1 << 24) {
      double factor = Math.min(16, 1.2 * batchNanos / nanos);
      launches = (int) Math.min(1 << 24, Math.max(launches + 1, Math.ceil(launches * factor)));
      nanos = Math.max(1, run(launches).wallNanos() + peekNanos());
    }
    return launches;
  }

  /** Runs batches until the last ones agree within 2 % or the time is over. */
  public ForkRecord.Warmup warmUp(int launches, long limitNanos) {
    long start = System.nanoTime();
    List<Long> times = new ArrayList<>();
    boolean steady = false;
    while (!steady && System.nanoTime() - start < limitNanos) {
      times.add(run(launches).wallNanos());
      int n = times.size();
      if (n >= STEADY_BATCHES) {
        long low = Long.MAX_VALUE;
        long high = 0;
        for (long time : times.subList(n - STEADY_BATCHES, n)) {
          low = Math.min(low, time);
          high = Math.max(high, time);
        }
        steady = high - low <= STEADY_SPREAD * low;
      }
    }
    return new ForkRecord.Warmup(times.size(), System.nanoTime() - start, steady);
  }

  /** One extra batch with marks around every launch, and the same without. */
  public ForkRecord.Trace trace(int launches) {
    int traced = Math.min(MOST_TRACED, launches);
    long untraced = run(traced).wallNanos();
    Mark[] begin = new Mark[traced];
    Mark[] end = new Mark[traced];
    for (int i = 0; i < traced; i++) {
      begin[i] = queue.mark();
      bench.enqueue(queue, 1);
      end[i] = queue.mark();
    }
    queue.finish();
    long busy = 0;
    long gap = 0;
    for (int i = 0; i < traced; i++) {
      busy += end[i].nanos() - begin[i].nanos();
      if (i > 0) {
        gap += begin[i].nanos() - end[i - 1].nanos();
      }
    }
    return new ForkRecord.Trace(
        traced, busy, gap, end[traced - 1].nanos() - begin[0].nanos(), untraced);
  }

  /** Whether the device times its marks itself. */
  public boolean ownClock() {
    return ownClock;
  }
}
