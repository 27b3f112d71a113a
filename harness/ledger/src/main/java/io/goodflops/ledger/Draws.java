package io.goodflops.ledger;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Standard normal deviates from a seed, five from each step of SplitMix64 (Steele, Lea and Flood,
 * OOPSLA 2014) and a table of quantiles: books with many cases draw millions of them.
 */
final class Draws {
  private static final int BITS = 12;
  private static final double[] QUANTILES = quantiles(1 << BITS);

  private long state;
  private long bits;
  private int left;

  Draws(long seed) {
    this.state = seed * 0x9e3779b97f4a7c15L;
  }

  /** One of the quantiles, each with the same chance. */
  double normal() {
    if (left == 0) {
      bits = next();
      left = Long.SIZE / BITS;
    }
    double deviate = QUANTILES[(int) (bits & (QUANTILES.length - 1))];
    bits >>>= BITS;
    left--;
    return deviate;
  }

  private long next() {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static double[] quantiles(int n) {
    NormalDistribution normal = new NormalDistribution(null, 0, 1);
    double[] quantiles = new double[n];
    for (int i = 0; i < n; i++) {
      quantiles[i] = normal.inverseCumulativeProbability((i + 0.5) / n);
    }
    return quantiles;
  }
}
