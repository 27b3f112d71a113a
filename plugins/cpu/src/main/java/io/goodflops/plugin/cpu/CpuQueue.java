package io.goodflops.plugin.cpu;

import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import java.util.Objects;

/** A CPU works while enqueue is called, so its queue is always empty and its clock the host's. */
final class CpuQueue implements Queue {
  private final CpuDevice device;
  private boolean closed;

  CpuQueue(CpuDevice device) {
    this.device = device;
  }

  @Override
  public void finish() {
    requireOpen();
  }

  @Override
  public Mark mark() {
    requireOpen();
    long now = System.nanoTime();
    return () -> now;
  }

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

  /** Requires a queue of that device that is open. */
  static void mine(Queue queue, CpuDevice device) {
    if (!(queue instanceof CpuQueue own) || own.device != device) {
      throw new IllegalArgumentException("the queue belongs to another device");
    }
    own.requireOpen();
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the queue is closed");
    }
  }
}
