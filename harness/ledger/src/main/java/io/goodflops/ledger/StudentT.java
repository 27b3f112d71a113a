package io.goodflops.ledger;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.commons.math3.distribution.TDistribution;

/** Quantiles of Student's t, remembered by degrees of freedom: the inversion is slow. */
final class StudentT {
  /** Confidence of every interval in the books. */
  static final double CONFIDENCE = 0.95;

  /** Half-width of a 95 % normal interval in standard deviations. */
  static final double Z = 1.959963984540054;

  private static final ConcurrentMap<Integer, Double> TWO_SIDED_95 = new ConcurrentHashMap<>();

  private StudentT() {}

  /** t such that |T| ≤ t with probability 0.95. */
  static double twoSided95(int degreesOfFreedom) {
    return TWO_SIDED_95.computeIfAbsent(
        degreesOfFreedom,
        df -> new TDistribution(null, df).inverseCumulativeProbability((1 + CONFIDENCE) / 2));
  }

  /** Probability that |T| is at least as large. */
  static double twoSidedProbability(double t, int degreesOfFreedom) {
    return 2 * new TDistribution(null, degreesOfFreedom).cumulativeProbability(-Math.abs(t));
  }
}
