package io.goodflops.plugin.cpu;

/**
 * The clock at which the calling core really runs, found by timing a chain of dependent integer
 * instructions of one cycle each. What an operating system or a hypervisor reports is often the
 * rate of the time-stamp counter instead.
 *
 * <p>Rotate, exclusive-or and add of registers take one cycle on every core known to us. (Adding a
 * constant does not: recent Intel cores do several of them in no time, while renaming registers.)
 */
final class CoreClock {
  private static final int LOOPS = 1500;

  /** Many short calls bring a method to the compiler's attention sooner than a few long ones. */
  private static final int WARM_UP_LOOPS = 100;

  private static final int CYCLES_PER_LOOP = 24;
  private static final int CHUNKS = 100;

  /** The compiler is through with the chain when it has not become faster for so long. */
  private static final long CALM_NANOS = 50_000_000;

  private static final long PATIENCE_NANOS = 1_500_000_000;

  private static boolean warm;
  private static long sink = System.nanoTime();

  private CoreClock() {}

  /** The best of many chunks of some 15 µs: interruptions only ever make one slower. */
  static synchronized double hertz() {
    if (!warm) {
      warm = true;
      warmUp();
    }
    return 1e9 * LOOPS * CYCLES_PER_LOOP / best(CHUNKS, LOOPS);
  }

  private static void warmUp() {
    long start = System.nanoTime();
    long improved = start;
    long best = Long.MAX_VALUE;
    for (long now = start;
        now - improved < CALM_NANOS && now - start < PATIENCE_NANOS;
        now = System.nanoTime()) {
      long nanos = best(10, WARM_UP_LOOPS);
      if (nanos < 0.95 * best) {
        best = nanos;
        improved = now;
      }
    }
  }

  private static long best(int chunks, int loops) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < chunks; i++) {
      long start = System.nanoTime();
      sink = chain(sink, sink | 1, ~sink, loops);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }

  private static long chain(long start, long y, long z, int loops) {
    long x = start;
    for (int i = 0; i < loops; i++) {
      x = (Long.rotateLeft(x, 7) ^ y) + z;
      x = (Long.rotateLeft(x, 13) ^ y) + z;
      x = (Long.rotateLeft(x, 21) ^ y) + z;
      x = (Long.rotateLeft(x, 5) ^ y) + z;
      x = (Long.rotateLeft(x, 11) ^ y) + z;
      x = (Long.rotateLeft(x, 17) ^ y) + z;
      x = (Long.rotateLeft(x, 3) ^ y) + z;
      x = (Long.rotateLeft(x, 29) ^ y) + z;
    }
    return x;
  }
}
