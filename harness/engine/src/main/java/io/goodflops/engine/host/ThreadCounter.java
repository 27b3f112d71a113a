package io.goodflops.engine.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Optional;

/**
 * What the kernel counts for a thread of this process in its {@code schedstat}. The file stays
 * open, so that reading it takes microseconds where opening it takes a hundred.
 */
final class ThreadCounter implements AutoCloseable {
  private final RandomAccessFile file;
  private final byte[] text = new byte[128];

  private ThreadCounter(RandomAccessFile file) {
    this.file = file;
  }

  /**
   * Of a thread that has not ended; empty where the kernel does not count.
   *
   * @param thread its number in {@code /proc}
   */
  static Optional<ThreadCounter> of(String thread) {
    try {
      return Optional.of(
          new ThreadCounter(new RandomAccessFile("/proc/self/task/" + thread + "/schedstat", "r")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads anew; false if the thread has ended, which leaves what was read last.
   *
   * @param nanos for the time on a CPU, and the time it was runnable but waited for one
   */
  boolean read(long[] nanos) {
    try {
      file.seek(0);
      int length = file.read(text);
      if (length > 0) {
        parse(text, length, nanos);
      }
      return length > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * From a text that begins with both, in nanoseconds. By hand: it is read while something is
   * timed, and to make strings of it takes ten times as long.
   */
  static void parse(byte[] text, int length, long[] nanos) {
    nanos[0] = 0;
    nanos[1] = 0;
    int at = 0;
    for (int i = 0; i < length && at < nanos.length; i++) {
      if (text[i] >= '0' && text[i] <= '9') {
        nanos[at] = 10 * nanos[at] + text[i] - '0';
      } else {
        at++;
      }
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // only read from
    }
  }
}
