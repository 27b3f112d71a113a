package com.example.acme;

import io.goodflops.spi.Mark;
import java.util.OptionalLong;

/** An event in a queue, until the queue has finished; from then on its time alone. */
final class AcmeMark implements Mark {
  private final AcmeDevice device;
  private long event;
  private long nanos;

  AcmeMark(AcmeDevice device, long event) {
    this.device = device;
    this.event = event;
  }

  /** On the device's clock. A mark's time never changes (rule T3), so it is asked for once. */
  @Override
  public long nanos() {
    settle();
    return nanos;
  }

  /** Driver: read the event's time, which waits until it is reached, and destroy the event. */
  void settle() {
    if (event != 0) {
      nanos = AcmeDriver.eventNanos(event);
      AcmeDriver.destroyEvent(event);
      event = 0;
    }
  }

  AcmeDevice device() {
    return device;
  }

  /** Empty once it has been reached for certain: nobody need wait for it any more. */
  OptionalLong event() {
    return event == 0 ? OptionalLong.empty() : OptionalLong.of(event);
  }
}
