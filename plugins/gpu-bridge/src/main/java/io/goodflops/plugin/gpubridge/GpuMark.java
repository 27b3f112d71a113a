package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DeviceException;
import io.goodflops.spi.Mark;
import java.util.OptionalLong;

/** An event in a queue, until the queue has finished; from then on its time alone. */
final class GpuMark implements Mark {
  private final GpuQueue queue;
  private long event;
  private long nanos;
  private boolean lost;

  GpuMark(GpuQueue queue, long event) {
    this.queue = queue;
    this.event = event;
  }

  @Override
  public long nanos() {
    if (event != 0) {
      queue.settle(this);
    }
    if (lost) {
      throw new DeviceException("the queue failed before it told when the mark was reached");
    }
    return nanos;
  }

  /** Reads the event's time, which is not before {@code least}, and gives the event back. */
  long settle(EventClock clock, long least) {
    if (event != 0) {
      long mine = event;
      event = 0;
      lost = true;
      // a float's rounding must not turn the order of two marks around
      nanos = Math.max(least, clock.settle(mine));
      lost = false;
    }
    return nanos;
  }

  /** The queue failed: what its event says is worth nothing. */
  void discard() {
    if (event != 0) {
      long mine = event;
      event = 0;
      lost = true;
      Bridge.closeEvent(mine);
    }
  }

  GpuQueue queue() {
    return queue;
  }

  /** Empty once it has been reached for certain. */
  OptionalLong event() {
    return event == 0 ? OptionalLong.empty() : OptionalLong.of(event);
  }
}
