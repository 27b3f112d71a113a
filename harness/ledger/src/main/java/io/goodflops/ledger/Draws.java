package io.goodflops.ledger;

/**
 * Small random indices from a seed, four from each step of SplitMix64 (Steele, Lea and Flood,
 * OOPSLA 2014): a bootstrap draws tens of millions of them.
 */
final class Draws {
  private static final int BITS = 16;

  /** Above this, 16 bits would favour some indices by more than a part in 64. */
  private static final int FEW = 1 << 10;

  private long state;
  private long bits;
  private int left;

  Draws(long seed) {
    this.state = seed * 0x9e3779b97f4a7c15L;
  }

  /** An index in [0, bound). */
  int below(int bound) {
    if (bound > FEW) {
      return (int) (((next() >>> 33) * bound) >>> 31);
    }
    if (left == 0) {
      bits = next();
      left = Long.SIZE / BITS;
    }
    int index = (int) (((bits & 0xffff) * bound) >>> BITS);
    bits >>>= BITS;
    left--;
    return index;
  }

  private long next() {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
