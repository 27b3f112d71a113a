package io.goodflops.spi;

import java.nio.ByteBuffer;

/** Device memory. Bytes are little-endian, elements row-major. */
public interface Buffer extends AutoCloseable {

  TensorSpec spec();

  /**
   * Copies the remaining bytes of {@code source} to the device and returns when they are there.
   *
   * @throws IndexOutOfBoundsException if they do not fit
   */
  void write(long offsetBytes, ByteBuffer source);

  /**
   * Fills the remaining space of {@code target} from the device and returns when it is filled.
   *
   * @throws IndexOutOfBoundsException if the range is not inside this buffer
   */
  void read(long offsetBytes, ByteBuffer target);

  /**
   * Like {@link #write}, in the queue's order. {@code source} stays untouched until the queue has
   * finished. Absent means: written at once.
   */
  default void enqueueWrite(Queue queue, long offsetBytes, ByteBuffer source) {
    write(offsetBytes, source);
  }

  /** Like {@link #read}, in the queue's order. Absent means: the queue is finished, then read. */
  default void enqueueRead(Queue queue, long offsetBytes, ByteBuffer target) {
    queue.finish();
    read(offsetBytes, target);
  }

  @Override
  void close();
}
