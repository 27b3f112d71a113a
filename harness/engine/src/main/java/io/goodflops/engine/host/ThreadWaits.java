package io.goodflops.engine.host;

import java.io.IOException;
import java.io.RandomAccessFile;
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

  /** How many threads compute. */
  public int threads() {
    return (int) counters.stream().filter(counter -> !counter.countsRunning).count();
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
      int length = counter.file.read(text);
      if (length > 0) {
        counter.nanos = nanos(text, length, counter.countsRunning);
      }
    } catch (IOException e) {
      // ended since
    }
  }

  /**
   * What a thread waited, and ran if that counts, from a text that begins with the time on CPU and
   * the time waited, in nanoseconds. By hand: a step is timed meanwhile, and to make strings of it
   * takes ten times as long.
   */
  static long nanos(byte[] text, int length, boolean countsRunning) {
    long[] numbers = new long[2];
    int at = 0;
    for (int i = 0; i < length && at < numbers.length; i++) {
      if (text[i] >= '0' && text[i] <= '9') {
        numbers[at] = 10 * numbers[at] + text[i] - '0';
      } else {
        at++;
      }
    }
    return numbers[1] + (countsRunning ? numbers[0] : 0);
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
