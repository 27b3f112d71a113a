package io.goodflops.workload.data;

import io.goodflops.spi.DType;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * Numbers that lie in a file as they lay in a device's memory, read through a window that moves.
 * Where reading goes on the window is filled, elsewhere no more is read than was asked for. What
 * goes wrong with the file is thrown as an {@link UncheckedIOException}.
 */
public final class FileNumbers implements ElementSource {
  private static final int WINDOW_BYTES = 1 << 18;

  private final FileChannel file;
  private final long offsetBytes;
  private final DType dtype;
  private final int elementBytes;
  private final long elements;
  private final ByteBuffer window;
  private long windowFirst;
  private long windowEnd;

  /**
   * One tensor.
   *
   * @param offsetBytes where its first element lies
   */
  public FileNumbers(FileChannel file, long offsetBytes, DType dtype, long elements) {
    this.file = file;
    this.offsetBytes = offsetBytes;
    this.dtype = dtype;
    this.elementBytes = dtype.bits() / 8;
    this.elements = elements;
    this.window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, elements * elementBytes));
  }

  @Override
  public boolean integral() {
    return dtype.isInteger();
  }

  @Override
  public void read(long first, double[] target, int from, int count) {
    Objects.checkFromIndexSize(first, count, elements);
    for (int done = 0; done < count; ) {
      long at = first + done;
      if (at < windowFirst || at >= windowEnd) {
        load(at, count - done);
      }
      int run = (int) Math.min(count - done, windowEnd - at);
      window.position((int) (at - windowFirst) * elementBytes);
      Encoding.get(dtype, window, target, from + done, run);
      done += run;
    }
  }

  @Override
  public void read(long first, long[] target, int from, int count) {
    if (!integral()) {
      throw new UnsupportedOperationException("these are not integers");
    }
    double[] values = new double[count];
    read(first, values, 0, count);
    for (int i = 0; i < count; i++) {
      target[from + i] = (long) values[i];
    }
  }

  private void load(long first, int wanted) {
    int most = window.capacity() / elementBytes;
    boolean goesOn = first == 0 || first == windowEnd;
    long end = Math.min(elements, first + (goesOn ? most : Math.min(most, wanted)));
    window.clear().limit((int) (end - first) * elementBytes);
    windowEnd = first;
    try {
      while (window.hasRemaining()) {
        long at = offsetBytes + first * elementBytes + window.position();
        if (file.read(window, at) < 0) {
          throw new EOFException("the file ends at byte " + at + ", in the middle of a tensor");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    windowFirst = first;
    windowEnd = end;
  }
}
