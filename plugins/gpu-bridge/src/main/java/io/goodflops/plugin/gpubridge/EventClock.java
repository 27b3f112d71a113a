package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DeviceClock;

/**
 * Times of events, counted from one event that was recorded when the device was opened.
 *
 * <p>Vendors tell the time between two events as a float of milliseconds: after some seconds its
 * steps are coarser than the events themselves. So the event that is counted from is replaced by a
 * younger one in time.
 */
final class EventClock {
  /** Up to here a float's step is below 0.25 µs. */
  private static final long LONGEST_NANOS = 4_000_000_000L;

  private static final int ANCHOR_TRIES = 3;

  private final long stepNanos;
  private final long stream;
  private long base;
  private long baseNanos;

  EventClock(long session, long stepNanos) {
    this.stepNanos = stepNanos;
    this.stream = Bridge.openStream(session);
    try {
      this.base = reached();
    } catch (RuntimeException e) {
      Bridge.closeStream(stream);
      throw e;
    }
  }

  /** A queue of the clock's own, for whoever needs one for a moment. */
  long stream() {
    return stream;
  }

  /** An event that has been reached. */
  private long reached() {
    long event = Bridge.recordEvent(stream);
    try {
      Bridge.finish(stream);
      return event;
    } catch (RuntimeException e) {
      Bridge.closeEvent(event);
      throw e;
    }
  }

  /** Waits for the event, closes it in any case and tells when it was reached. */
  long settle(long event) {
    long since;
    try {
      since = Bridge.elapsedNanos(base, event);
    } catch (RuntimeException e) {
      Bridge.closeEvent(event);
      throw e;
    }
    long nanos = baseNanos + since;
    long old = event;
    if (since > LONGEST_NANOS) {
      old = base;
      base = event;
      baseNanos = nanos;
    }
    Bridge.closeEvent(old);
    return nanos;
  }

  /** Ties this clock to the host's: of some tries, the one that took the host the least. */
  DeviceClock anchored(String source) {
    long best = Long.MAX_VALUE;
    long deviceNanos = 0;
    long hostNanos = 0;
    for (int i = 0; i < ANCHOR_TRIES; i++) {
      long before = System.nanoTime();
      long event = reached();
      long took = System.nanoTime() - before;
      long nanos = settle(event);
      if (took < best) {
        best = took;
        deviceNanos = nanos;
        hostNanos = before + took / 2;
      }
    }
    return new DeviceClock(source, stepNanos, deviceNanos, hostNanos);
  }

  void close() {
    try {
      Bridge.closeEvent(base);
    } finally {
      Bridge.closeStream(stream);
    }
  }
}
