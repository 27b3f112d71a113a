package io.goodflops.engine.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
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
  private final List<Counter> counters = new ArrayList<>();
  private final byte[] text = new byte[128];

  /**
   * Opens the counters; a thread that has ended, or a system that has none, counts as not waiting.
   *
   * @param threads that compute, by their numbers in {@code /proc}
   * @param stopper a thread whose own work stops them all
   */
  ThreadWaits(Collection<String> threads, Optional<String> stopper) {
    threads.forEach(thread -> open(thread, false));
    stopper.ifPresent(thread -> open(thread, true));
  }

  private static final class Counter {
    private final RandomAccessFile file;
    private final boolean countsRunning;
    private long nanos;

    private Counter(RandomAccessFile file, boolean countsRunning) {
      this.file = file;
      this.countsRunning = countsRunning;
    }
  }

  private void open(String thread, boolean countsRunning) {
    try {
      RandomAccessFile file = new RandomAccessFile("/proc/self/task/" + thread + "/schedstat", "r");
      counters.add(new Counter(file, countsRunning));
    } catch (IOException e) {
      // ended, or not Linux
    }
  }

  /** Their sum since the threads began; a thread that has ended adds what it had waited before. */
  public long nanos() {
    long sum = 0;
    for (Counter counter : counters) {
      read(counter);
      sum += counter.nanos;
    }
    return sum;
  }

  private void read(Counter counter) {
    try {
      counter.file.seek(0);
      int length = Math.max(0, counter.file.read(text));
      String[] fields = new String(text, 0, length, StandardCharsets.US_ASCII).split("\\s+");
      if (fields.length > 1) {
        long ran = counter.countsRunning ? Long.parseLong(fields[0]) : 0;
        counter.nanos = ran + Long.parseLong(fields[1]);
      }
    } catch (IOException e) {
      // ended since
    }
  }

  @Override
  public void close() {
    for (Counter counter : counters) {
      try {
        counter.file.close();
      } catch (IOException e) {
        // only read from
      }
    }
    counters.clear();
  }
}
