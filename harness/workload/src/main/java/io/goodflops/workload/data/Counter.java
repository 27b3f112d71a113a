package io.goodflops.workload.data;

/**
 * Counter-based random bits: word i of a key depends on nothing else.
 *
 * <p>The mixer is the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014; constants by
 * Stafford, variant 13).
 */
public final class Counter {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Counter() {}

  /** The key of stream {@code stream} under {@code seed}. */
  public static long key(long seed, long stream) {
    return mix(mix(seed + GOLDEN) + (stream + 1) * GOLDEN);
  }

  /** Word {@code index} under {@code key}. */
  public static long word(long key, long index) {
    return mix(key + index * GOLDEN);
  }

  /**
   * Words {@code first} and on. Adding instead of multiplying, one word after the other, keeps the
   * compiler from vector multiplications of 64 bits, which are slower than scalar ones.
   */
  static void words(long key, long first, long[] target, int count) {
    long counter = key + first * GOLDEN;
    for (int i = 0; i < count; i++) {
      target[i] = mix(counter);
      counter += GOLDEN;
    }
  }

  /** A number in [0, bound), for a bound far below 2^63. */
  public static long below(long key, long index, long bound) {
    return Math.floorMod(word(key, index), bound);
  }

  private static long mix(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
