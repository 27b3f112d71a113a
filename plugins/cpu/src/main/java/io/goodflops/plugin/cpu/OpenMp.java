package io.goodflops.plugin.cpu;

/**
 * When OpenMP last worked in this process: its threads spin for some 20 ms after that, on the cores
 * that the crew needs.
 */
final class OpenMp {
  private static final long FALLS_ASLEEP_NANOS = 40_000_000;

  private static volatile long lastNanos = System.nanoTime() - FALLS_ASLEEP_NANOS;

  private OpenMp() {}

  /** To be called after each call of a library that works with OpenMP. */
  static void worked() {
    lastNanos = System.nanoTime();
  }

  /** Returns when OpenMP's threads have gone to sleep. */
  static void letFallAsleep() {
    long left = FALLS_ASLEEP_NANOS - (System.nanoTime() - lastNanos);
    if (left > 0) {
      try {
        Thread.sleep(left / 1_000_000 + 1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
