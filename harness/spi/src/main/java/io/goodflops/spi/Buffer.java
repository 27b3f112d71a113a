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
   * Like {@link #write}, in the queue's order: what was enqueued before finds the old bytes, what
   * is enqueued after it the new ones. {@code source} stays untouched until the queue has finished.
   * Absent means: the queue is finished, then written. That keeps the order on every queue, and
   * overlaps with nothing.
   */
  default void enqueueWrite(Queue queue, long offsetBytes, ByteBuffer source) {
    queue.finish();
    write(offsetBytes, source);
  }

  /**
   * Like {@link #read}, in the queue's order: it sees what was enqueued before, and nothing of what
   * is enqueued after it. Absent means: the queue is finished, then read.
   */
  default void enqueueRead(Queue queue, long offsetBytes, ByteBuffer target) {
    queue.finish();
    read(offsetBytes, target);
  }

  @Override
  void close();
}
