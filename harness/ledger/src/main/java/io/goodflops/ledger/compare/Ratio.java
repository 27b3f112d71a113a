package io.goodflops.ledger.compare;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * Rate of a candidate ÷ rate of a baseline on the same work: mean time of the baseline ÷ mean time
 * of the candidate. More than 1 is faster.
 *
 * @param value the ratio
 * @param two95 95 % interval
 * @param two90 90 % interval, whose ends are one-sided 95 % bounds
 * @param error standard error of the ratio's logarithm
 * @param degrees of freedom of that error (Welch and Satterthwaite)
 * @param method {@code bootstrap-t}, {@code welch-t} or {@code paired-t}
 */
public record Ratio(
    double value, Bounds two95, Bounds two90, double error, double degrees, String method) {

  /** Chance of a ratio as high as this one, or higher, if the true one were {@code limit}. */
  public double chanceIfAtMost(double limit) {
    return upperTail(Math.log(value / limit));
  }

  /** Chance of a ratio as low as this one, or lower, if the true one were {@code limit}. */
  public double chanceIfAtLeast(double limit) {
    return upperTail(-Math.log(value / limit));
  }

  private double upperTail(double distance) {
    if (error == 0) {
      return distance > 0 ? 0 : 1;
    }
    return new TDistribution(null, degrees).cumulativeProbability(-distance / error);
  }
}
