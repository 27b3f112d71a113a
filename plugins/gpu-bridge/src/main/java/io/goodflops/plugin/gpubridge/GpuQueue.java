package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DeviceException;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** A stream, with events as marks. */
final class GpuQueue implements Queue {
  private final GpuDevice device;
  private final Deque<GpuMark> marks = new ArrayDeque<>();
  private final List<ByteBuffer> inUse = new ArrayList<>();
  private long stream;
  private long latestNanos = Long.MIN_VALUE;

  GpuQueue(GpuDevice device) {
    this.device = device;
    this.stream = Bridge.openStream(device.session());
  }

  /** A queue of this device and no other. */
  static GpuQueue of(Queue queue, GpuDevice device) {
    if (queue instanceof GpuQueue mine && mine.device == device) {
      return mine;
    }
    throw new IllegalArgumentException("the queue is one of another device");
  }

  @Override
  public void finish() {
    try {
      Bridge.finish(stream());
      settleUpTo(null);
    } catch (DeviceException e) {
      marks.forEach(GpuMark::discard);
      marks.clear();
      throw e;
    } finally {
      inUse.clear();
    }
  }

  @Override
  public Mark mark() {
    GpuMark mark = new GpuMark(this, Bridge.recordEvent(stream()));
    marks.add(mark);
    return mark;
  }

  @Override
  public void waitFor(Mark mark) {
    Objects.requireNonNull(mark, "mark");
    long mine = stream();
    if (!(mark instanceof GpuMark of) || of.queue().device != device) {
      throw new IllegalArgumentException("the mark is one of another device");
    }
    of.event().ifPresent(event -> Bridge.waitForEvent(mine, event));
  }

  @Override
  public void close() {
    if (stream == 0) {
      return;
    }
    try {
      finish();
    } finally {
      long mine = stream;
      stream = 0;
      device.closed(this);
      Bridge.closeStream(mine);
    }
  }

  /** Reads the times of this mark and of those before it, which are reached before it is. */
  void settle(GpuMark mark) {
    settleUpTo(mark);
  }

  private void settleUpTo(GpuMark last) {
    while (!marks.isEmpty()) {
      GpuMark mark = marks.poll();
      latestNanos = mark.settle(device.events(), latestNanos);
      if (mark == last) {
        return;
      }
    }
  }

  long stream() {
    if (stream == 0) {
      throw new IllegalStateException("the queue is closed");
    }
    return stream;
  }

  /** Host memory that a copy in this queue reads or writes must not go away before it is done. */
  void uses(ByteBuffer host) {
    inUse.add(host);
  }
}
