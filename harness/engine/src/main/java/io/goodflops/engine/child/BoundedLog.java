package io.goodflops.engine.child;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A log of bounded size, however much is printed: its file holds the beginning, and once it is
 * closed the end as well. What lies between is counted and dropped.
 */
public final class BoundedLog extends OutputStream {
  /** Most bytes of the beginning. */
  public static final int HEAD_BYTES = 1 << 20;

  /** Most bytes of the end: what a dying process says last. */
  public static final int TAIL_BYTES = 1 << 18;

  private final OutputStream file;
  private final int headBytes;
  private final byte[] tail;
  private long head;
  private long rest;
  private boolean closed;

  BoundedLog(OutputStream file, int headBytes, int tailBytes) {
    this.file = file;
    this.headBytes = headBytes;
    this.tail = new byte[tailBytes];
  }

  /** Starts an empty log. */
  public static BoundedLog to(Path file) throws IOException {
    return new BoundedLog(Files.newOutputStream(file), HEAD_BYTES, TAIL_BYTES);
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  /** After {@link #close} nothing is written: a process may print longer than anybody listens. */
  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (closed) {
      return;
    }
    int first = (int) Math.min(length, headBytes - head);
    head += first;
    file.write(bytes, offset, first);
    // of much at once, only the end can stay
    int skipped = Math.max(0, length - first - tail.length);
    rest += skipped;
    for (int from = offset + first + skipped; from < offset + length; ) {
      int place = (int) (rest % tail.length);
      int count = Math.min(offset + length - from, tail.length - place);
      System.arraycopy(bytes, from, tail, place, count);
      from += count;
      rest += count;
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    if (!closed) {
      file.flush();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (file) {
      long dropped = rest - tail.length;
      if (dropped > 0) {
        String note = "\n[" + dropped + " bytes left out]\n";
        file.write(note.getBytes(StandardCharsets.UTF_8));
      }
      int oldest = dropped > 0 ? (int) (rest % tail.length) : 0;
      int kept = (int) Math.min(rest, tail.length);
      int untilEnd = Math.min(kept, tail.length - oldest);
      file.write(tail, oldest, untilEnd);
      file.write(tail, 0, kept - untilEnd);
    }
  }
}
