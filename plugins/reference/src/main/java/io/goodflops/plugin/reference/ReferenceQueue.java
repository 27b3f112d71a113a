package io.goodflops.plugin.reference;

import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import java.util.Objects;

/**
 * A queue that is always empty: enqueue has done the work. A vendor wraps a stream or command queue
 * here; its {@link #mark} records an event and its {@link #waitFor} makes the stream wait for one.
 */
final class ReferenceQueue implements Queue {
  private final ReferenceDevice device;
  private boolean closed;

  ReferenceQueue(ReferenceDevice device) {
    this.device = device;
  }

  @Override
  public void finish() {
    requireOpen();
  }

  /** All earlier work is done, so the mark is reached now. */
  @Override
  public Mark mark() {
    requireOpen();
    long now = System.nanoTime();
    return () -> now;
  }

  /** Every mark that exists has been reached. */
  @Override
  public void waitFor(Mark mark) {
    requireOpen();
    Objects.requireNonNull(mark, "mark");
  }

  @Override
  public void close() {
    closed = true;
    device.forget(this);
  }

  ReferenceDevice device() {
    return device;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the queue is closed");
    }
  }
}
