package io.goodflops.workload.verify;

/**
 * Errors as multiples of their standard deviations: the largest and the mean square. What is no
 * number stays.
 */
final class Spread {
  private static final int BINS = 1 << 12;

  private double largest = -1;
  private double shares;
  private double variances;
  private long count;
  private long groups;
  private final int[] bins = new int[BINS];

  /** Whether this is the largest yet, or no number. */
  boolean add(double error, double sigma) {
    double share = Double.isFinite(sigma) ? error / sigma : Double.NaN;
    shares += share * share;
    variances += sigma * sigma;
    count++;
    if (share <= largest) {
      return false;
    }
    largest = share;
    return true;
  }

  /** Errors that have been added belong to this value: where it comes again, so do they. */
  void group(double value) {
    groups++;
    bins[(Double.hashCode(value) * 0x9e3779b1) >>> 20]++;
  }

  /**
   * How many groups count as independent: (Σ n)² ÷ Σ n² for n groups of each value, the effective
   * size of a sample with weights (Kish, Survey Sampling, 1965).
   */
  long independent() {
    double squares = 0;
    for (int n : bins) {
      squares += (double) n * n;
    }
    return squares == 0 ? 1 : Math.max(1, (long) ((double) groups * (double) groups / squares));
  }

  /** As a multiple of the standard deviation. */
  double rootMeanSquare() {
    return count == 0 ? 0 : Math.sqrt(shares / count);
  }

  /** A typical standard deviation. */
  double sigma() {
    return count == 0 ? 1 : Math.sqrt(variances / count);
  }
}
