package io.goodflops.engine.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How long the threads that compute could not: they waited for a CPU, or HotSpot's own thread had
 * stopped them all. Its files stay open, so that it takes microseconds where a {@link NoiseMeter}
 * takes milliseconds, and can be read while a device is kept busy.
 */
public final class ThreadWaits implements AutoCloseable {
  private final List<Counted> computing = new ArrayList<>();
  private final Optional<Counted> stopper;

  private static final class Counted {
    private final ThreadCounter counter;

    /** On a CPU and waiting, as they were read last. */
    private final long[] nanos = new long[2];

    private Counted(ThreadCounter counter) {
      this.counter = counter;
    }

    static Optional<Counted> of(String thread) {
      return ThreadCounter.of(thread).map(Counted::new);
    }

    void read() {
      counter.read(nanos);
    }
  }

  /**
   * Opens the counters; a thread that has ended, or a system that has none, counts as not waiting.
   *
   * @param threads that compute, by their numbers in {@code /proc}
   * @param stopper a thread whose own work stops them all
   */
  ThreadWaits(Collection<String> threads, Optional<String> stopper) {
    threads.forEach(thread -> Counted.of(thread).ifPresent(computing::add));
    this.stopper = stopper.flatMap(Counted::of);
  }

  /** How many threads compute. */
  public int threads() {
    return computing.size();
  }

  /** Their sum since the threads began; a thread that has ended adds what it had waited before. */
  public long nanos() {
    long sum = 0;
    for (Counted thread : computing) {
      thread.read();
      sum += thread.nanos[1];
    }
    if (stopper.isPresent()) {
      stopper.get().read();
      sum += stopper.get().nanos[0] + stopper.get().nanos[1];
    }
    return sum;
  }

  @Override
  public void close() {
    computing.forEach(thread -> thread.counter.close());
    stopper.ifPresent(thread -> thread.counter.close());
  }
}
