package io.goodflops.ledger.price;

import io.goodflops.ledger.compare.Bounds;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Σ count · mean over workloads that were measured apart. Interval: Student's t with the degrees of
 * freedom of Welch and Satterthwaite, since the variances add up.
 */
final class WeightedSum {
  private static final int LEAST_FORKS = 3;
  private static final double UPPER = 0.975;

  private double value;
  private double variance;
  private double perDegree;
  private boolean known = true;

  void add(double count, double[] forks) {
    double mean = Arrays.stream(forks).average().orElseThrow();
    value += count * mean;
    if (forks.length < LEAST_FORKS) {
      known = false;
      return;
    }
    double squares = Arrays.stream(forks).map(x -> (x - mean) * (x - mean)).sum();
    double own = count * count * squares / (forks.length - 1) / forks.length;
    variance += own;
    perDegree += own * own / (forks.length - 1);
  }

  Estimate estimate() {
    if (!known || !(value > 0)) {
      return new Estimate(value, Optional.empty());
    }
    double half = Math.sqrt(variance) * quantile(variance, perDegree);
    return new Estimate(value, Optional.of(new Bounds(value - half, value + half)));
  }

  /** This sum ÷ another, whose interval is that of the logarithm. */
  Estimate over(WeightedSum other) {
    double ratio = value / other.value;
    if (!known || !other.known) {
      return new Estimate(ratio, Optional.empty());
    }
    double own = variance / (value * value);
    double others = other.variance / (other.value * other.value);
    double degrees = perDegree / Math.pow(value, 4) + other.perDegree / Math.pow(other.value, 4);
    double half = Math.sqrt(own + others) * quantile(own + others, degrees);
    return new Estimate(
        ratio, Optional.of(new Bounds(ratio * Math.exp(-half), ratio * Math.exp(half))));
  }

  /** 0 if nothing scatters. */
  private static double quantile(double variance, double perDegree) {
    return perDegree == 0
        ? 0
        : new TDistribution(null, variance * variance / perDegree)
            .inverseCumulativeProbability(UPPER);
  }
}
