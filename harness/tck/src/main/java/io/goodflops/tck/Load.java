package io.goodflops.tck;

import io.goodflops.spi.Device;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.Pattern;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * Equal launches in a row that keep a queue at work. The last one writes to an output of its own:
 * when that is there, all before it are done, as a queue works in order.
 */
final class Load implements AutoCloseable {
  /** How long a batch takes whose time is compared with something. */
  private static final long BATCH_NANOS = 20_000_000;

  private static final int FEWEST_LAUNCHES = 2;
  private static final int MOST_LAUNCHES = 1 << 18;

  /** A launch in a long row may take so much less than one in a short row. */
  private static final long MORE = 16;

  private static final int BEST_OF = 4;
  private static final int LATER_MILLIS = 10;
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private final OpRun run;
  private final OpRun last;
  private final Queue queue;

  /**
   * A batch, as it was seen.
   *
   * @param finishNanos from the first enqueue until finish returned
   * @param readNanos how long it took then to read the last launch's output
   * @param output what was read
   */
  record Batch(int launches, long finishNanos, long readNanos, ByteBuffer output) {
    long nanos() {
      return finishNanos + readNanos;
    }
  }

  private Load(OpRun run, OpRun last, Queue queue) {
    this.run = run;
    this.last = last;
    this.queue = queue;
  }

  /** Of a kind that was asked for. */
  static Load on(Subject subject, Device device, Queue queue) throws UnsupportedOpException {
    return filled(
        Workhorse.on(subject, device), Workhorse.on(subject, device), queue, subject.options());
  }

  /** Of any kind, for rules that are not about ops. */
  static Load any(Subject subject, Device device, Queue queue) throws UnsupportedOpException {
    return filled(
        Workhorse.any(subject, device), Workhorse.any(subject, device), queue, subject.options());
  }

  private static Load filled(OpRun run, OpRun last, Queue queue, KitOptions options) {
    Load load = new Load(run, last, queue);
    run.fill(Pattern.RANDOM, options.seed());
    last.fill(Pattern.RANDOM, options.seed());
    run.announce();
    return load;
  }

  /** Overwrites the last launch's output, so that its result is seen when it comes. */
  void prepare() {
    last.poison(OpRun.POISON);
  }

  void enqueue(int launches) {
    for (int i = 1; i < launches; i++) {
      run.enqueue(queue);
    }
    last.enqueue(queue);
  }

  Batch batch(int launches) {
    prepare();
    long start = System.nanoTime();
    enqueue(launches);
    queue.finish();
    long finished = System.nanoTime();
    ByteBuffer output = output();
    return new Batch(launches, finished - start, System.nanoTime() - finished, output);
  }

  /** How long it takes at best to read the output when nothing is pending. */
  long idleReadNanos() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < BEST_OF; i++) {
      best = Math.min(best, readNanos());
    }
    return best;
  }

  /** Reads the output, which waits where finish did not. */
  long readNanos() {
    long start = System.nanoTime();
    output();
    return System.nanoTime() - start;
  }

  /**
   * How many launches last as long as a batch, until the last result can be read. It is felt for
   * from below, so that a queue that does not wait is not given more and more.
   *
   * @throws Breach if finish returns before the last launch's result is there
   */
  int launches() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 2 * BEST_OF; i++) {
      least = Math.min(least, stood(FEWEST_LAUNCHES));
    }
    // where launches are not carried out, no number of them takes long
    long most = Math.min(MOST_LAUNCHES, MORE * FEWEST_LAUNCHES * BATCH_NANOS / Math.max(1, least));
    int launches = FEWEST_LAUNCHES;
    while (launches <= most / 2 && bestNanos(launches) < BATCH_NANOS) {
      launches *= 2;
    }
    return launches;
  }

  private long bestNanos(int launches) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < BEST_OF && best >= BATCH_NANOS; i++) {
      best = Math.min(best, stood(launches));
    }
    return best;
  }

  private long stood(int launches) {
    Batch batch = batch(launches);
    mustStand(batch);
    return batch.nanos();
  }

  /** Breaks off if a result was not there, or not all of it, when finish returned. */
  private void mustStand(Batch batch) {
    String returned =
        String.format(
            Locale.ROOT,
            "finish() returned %.3f ms after %d launches were begun to be enqueued",
            batch.finishNanos() / 1e6,
            batch.launches());
    if (untouched(batch.output())) {
      Optional<Long> late = arrivesAfter();
      throw new Breach(
          returned
              + ", but the last one had not run: its output was untouched"
              + late.map(
                      nanos -> String.format(Locale.ROOT, ", and came %.0f ms later", nanos / 1e6))
                  .orElse(" and stayed so for 2 s"),
          run.where());
    }
    Threads.sleep(LATER_MILLIS);
    int at = batch.output().mismatch(output());
    if (at >= 0) {
      throw new Breach(
          returned + ", but the last one's output still changed afterwards, at byte " + at,
          run.where());
    }
  }

  private Optional<Long> arrivesAfter() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      if (!untouched(output())) {
        // the other bytes come too, and buffers are not closed under the device's hands
        Threads.sleep(LATER_MILLIS);
        return Optional.of(System.nanoTime() - start);
      }
      Threads.sleep(1);
    }
    return Optional.empty();
  }

  private static boolean untouched(ByteBuffer output) {
    for (int i = 0; i < output.limit(); i++) {
      if (output.get(i) != OpRun.POISON) {
        return false;
      }
    }
    return true;
  }

  private ByteBuffer output() {
    return ByteBuffer.wrap(last.output());
  }

  Circumstance where() {
    return run.where();
  }

  @Override
  public void close() {
    last.close();
    run.close();
  }
}
