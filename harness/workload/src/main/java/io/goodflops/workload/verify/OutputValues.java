package io.goodflops.workload.verify;

import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.workload.data.Encoding;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An output of an op as numbers, read through a window that moves. Where reading goes on the window
 * is filled, elsewhere no more is read than was asked for.
 */
final class OutputValues {
  private static final int WINDOW_BYTES = 1 << 20;

  private final OutputSource source;
  private final int output;
  private final DType dtype;
  private final int elementBytes;
  private final long elements;
  private final ByteBuffer window;
  private long windowFirst;
  private long windowEnd;

  /** The first output. */
  OutputValues(Op op, OutputSource source) {
    this(op, 0, source);
  }

  OutputValues(Op op, int output, OutputSource source) {
    this.source = source;
    this.output = output;
    this.dtype = op.outputs().get(output).spec().dtype();
    this.elementBytes = dtype.bits() / 8;
    this.elements = op.outputs().get(output).spec().elements();
    this.window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, elements * elementBytes));
  }

  void read(long first, double[] target, int from, int count) throws IOException {
    int done = 0;
    while (done < count) {
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

  /** One element, without moving the window. */
  double at(long index) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(elementBytes);
    source.read(output, index * elementBytes, one);
    double[] value = new double[1];
    Encoding.get(dtype, one.flip(), value, 0, 1);
    return value[0];
  }

  private void load(long first, int wanted) throws IOException {
    int most = window.capacity() / elementBytes;
    boolean goesOn = first == 0 || first == windowEnd;
    long end = Math.min(elements, first + (goesOn ? most : Math.min(most, wanted)));
    window.clear().limit(Math.toIntExact((end - first) * elementBytes));
    source.read(output, first * elementBytes, window);
    if (window.hasRemaining()) {
      throw new IOException("the output ends early: " + window.remaining() + " bytes are missing");
    }
    window.flip();
    windowFirst = first;
    windowEnd = end;
  }
}
