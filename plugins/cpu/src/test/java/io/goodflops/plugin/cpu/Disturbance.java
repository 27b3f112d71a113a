package io.goodflops.plugin.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** How much of the machine others had while a benchmark ran. */
final class Disturbance {
  /** user, nice, system, idle, iowait, irq, softirq, steal; the guests' time is in user. */
  private final long[] ticks;

  private final long startNanos;

  private Disturbance(long[] ticks, long startNanos) {
    this.ticks = ticks;
    this.startNanos = startNanos;
  }

  static Disturbance start() throws IOException {
    return new Disturbance(ticksNow(), System.nanoTime());
  }

  /** One sentence about the time since the start. */
  String end() throws IOException {
    long[] now = ticksNow();
    long all = 0;
    for (int i = 0; i < now.length; i++) {
      all += now[i] - ticks[i];
    }
    double steal = all == 0 ? 0 : 100.0 * (now[7] - ticks[7]) / all;
    return String.format(
        Locale.ROOT,
        "Took %.0f s; stolen %.1f %% of CPU time; load at the end %s",
        (System.nanoTime() - startNanos) / 1e9,
        steal,
        Files.readString(Path.of("/proc/loadavg")).strip());
  }

  private static long[] ticksNow() throws IOException {
    String[] fields =
        Files.readString(Path.of("/proc/stat")).lines().findFirst().orElse("").split(" +");
    return Arrays.stream(fields).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
  }
}
