package com.example.acme;

import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Work in order, done while this side goes on: a stream or command queue of the driver.
 *
 * <p>A driver without such queues does the work inside {@code enqueue}; then there is nothing to
 * wait for, {@code finish()} is empty and a mark is System.nanoTime().
 */
final class AcmeQueue implements Queue {
  private final AcmeDevice device;
  private final List<AcmeMark> marks = new ArrayList<>();
  private final List<ByteBuffer> inUse = new ArrayList<>();
  private long handle;

  /** Driver: create the stream. */
  AcmeQueue(AcmeDevice device) {
    this.device = device;
    this.handle = AcmeDriver.createQueue();
  }

  /** A queue of this device and no other. */
  static AcmeQueue of(Queue queue, AcmeDevice device) {
    if (queue instanceof AcmeQueue mine && mine.device == device) {
      return mine;
    }
    throw new IllegalArgumentException("the queue is one of another device");
  }

  /**
   * Returns when all work is done and its results can be read, not earlier (rules Q1, T1).
   *
   * <p>Driver: synchronise the stream. Errors that it reports only now become a DeviceException.
   */
  @Override
  public void finish() {
    try {
      AcmeDriver.finish(handle());
    } finally {
      marks.forEach(AcmeMark::settle);
      marks.clear();
      inUse.clear();
    }
  }

  /** Driver: record an event. It tells its time on the clock that AcmeDevice.clock() describes. */
  @Override
  public Mark mark() {
    AcmeMark mark = new AcmeMark(device, AcmeDriver.recordEvent(handle()));
    marks.add(mark);
    return mark;
  }

  /** Driver: let the stream wait for the mark's event; this side does not wait. */
  @Override
  public void waitFor(Mark mark) {
    Objects.requireNonNull(mark, "mark");
    long queue = handle();
    if (!(mark instanceof AcmeMark mine) || mine.device() != device) {
      throw new IllegalArgumentException("the mark is one of another device");
    }
    mine.event().ifPresent(event -> AcmeDriver.waitForEvent(queue, event));
  }

  /** Driver: destroy the stream, once, after its work is done. */
  @Override
  public void close() {
    if (handle == 0) {
      return;
    }
    try {
      finish();
    } finally {
      AcmeDriver.destroyQueue(handle);
      handle = 0;
      device.closed(this);
    }
  }

  long handle() {
    if (handle == 0) {
      throw new IllegalStateException("the queue is closed");
    }
    return handle;
  }

  /** Host memory that a copy in this queue reads or writes must not go away before it is done. */
  void uses(ByteBuffer host) {
    inUse.add(host);
  }
}
