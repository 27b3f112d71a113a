package io.goodflops.spi;

import java.util.Objects;

/**
 * The clock behind a device's marks, tied to the host's clock at one moment.
 *
 * @param source {@code host} or the vendor's name for it
 * @param resolutionNanos smallest step
 * @param anchorDeviceNanos device clock at the anchor
 * @param anchorHostNanos {@link System#nanoTime} at the anchor
 */
public record DeviceClock(
    String source, long resolutionNanos, long anchorDeviceNanos, long anchorHostNanos) {
  /** {@link #source} of marks that read {@link System#nanoTime}. */
  public static final String HOST = "host";

  public DeviceClock {
    Objects.requireNonNull(source, "source");
    if (resolutionNanos < 1) {
      throw new IllegalArgumentException(
          "resolution is " + resolutionNanos + " ns, must be at least 1");
    }
  }

  /** Marks read {@link System#nanoTime}. */
  public static DeviceClock host() {
    long now = System.nanoTime();
    return new DeviceClock(HOST, 1, now, now);
  }
}
