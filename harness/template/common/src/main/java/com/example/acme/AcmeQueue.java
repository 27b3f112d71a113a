package com.example.acme;

import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import java.util.Objects;

/**
 * Work in order. Here all work is done before {@code enqueue} returns, so that there is nothing to
 * wait for. With a driver that has streams: the constructor creates one, and the comments below say
 * what becomes of the rest.
 */
final class AcmeQueue implements Queue {
  private final AcmeDevice device;
  private boolean closed;

  AcmeQueue(AcmeDevice device) {
    this.device = device;
  }

  /** Driver: synchronise the stream, and turn an error it reports late into a DeviceException. */
  @Override
  public void finish() {
    requireOpen();
  }

  /** Driver: record an event; {@code nanos()} asks for its time once the queue has finished. */
  @Override
  public Mark mark() {
    requireOpen();
    long now = System.nanoTime();
    return () -> now;
  }

  /** Driver: let the stream wait for the mark's event. */
  @Override
  public void waitFor(Mark mark) {
    requireOpen();
    Objects.requireNonNull(mark, "mark");
  }

  /** Driver: destroy the stream. */
  @Override
  public void close() {
    closed = true;
    device.closed(this);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the queue is closed");
    }
  }
}
