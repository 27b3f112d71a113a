package io.goodflops.ledger.compare;

import io.goodflops.ledger.Stein;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Estimates ratios from the forks of two arms.
 *
 * <p>From {@value Stein#PILOT} forks an arm: hierarchical bootstrap of the log ratio of arithmetic
 * means. Forks are drawn whole, with replacement, in each arm: what differs inside a fork is in its
 * mean (Davison and Hinkley, Bootstrap Methods and their Application, 1997, 3.8: drawing inside the
 * clusters as well counts that twice). Each resample is studentised by its own standard error (the
 * same, 5.2): plain percentiles of 15 forks are too narrow. From 3 forks: Welch's t interval of the
 * same quantity. Below 3 there is none.
 */
public final class Ratios {
  /** Resamples of each bootstrap. */
  static final int RESAMPLES = 4999;

  /** Fewer forks than this say nothing about how forks differ. */
  static final int LEAST_FORKS = 3;

  private Ratios() {}

  /**
   * Arms that ran apart.
   *
   * @param baselineNanos mean time of a launch in each fork
   * @param seed the same seed gives the same interval
   * @return empty below 3 forks in an arm
   */
  public static Optional<Ratio> apart(double[] baselineNanos, double[] candidateNanos, long seed) {
    return apart(baselineNanos, candidateNanos, seed, RESAMPLES);
  }

  static Optional<Ratio> apart(
      double[] baselineNanos, double[] candidateNanos, long seed, int resamples) {
    int least = Math.min(baselineNanos.length, candidateNanos.length);
    if (least < LEAST_FORKS) {
      return Optional.empty();
    }
    return Optional.of(
        least >= Stein.PILOT
            ? bootstrap(baselineNanos, candidateNanos, new Forks(seed), resamples)
            : byQuantiles(Arm.of(baselineNanos), Arm.of(candidateNanos)));
  }

  /**
   * Arms that ran in turns, fork i of one beside fork i of the other: what disturbed both is gone
   * from their ratio. Student's t of the differences of logarithms.
   *
   * @return empty below 3 pairs
   * @throws IllegalArgumentException if the arms are not equally long
   */
  public static Optional<Ratio> paired(double[] baselineNanos, double[] candidateNanos) {
    int n = baselineNanos.length;
    if (candidateNanos.length != n) {
      throw new IllegalArgumentException(
          n + " forks cannot be paired with " + candidateNanos.length);
    }
    if (n < LEAST_FORKS) {
      return Optional.empty();
    }
    double[] differences = new double[n];
    for (int i = 0; i < n; i++) {
      differences[i] = Math.log(baselineNanos[i] / candidateNanos[i]);
    }
    Arm arm = Arm.of(differences);
    return Optional.of(
        student(Math.exp(arm.mean), arm.deviation / Math.sqrt(n), n - 1, "paired-t"));
  }

  private static Ratio byQuantiles(Arm baseline, Arm candidate) {
    return student(
        baseline.mean / candidate.mean,
        error(baseline, candidate),
        degrees(baseline, candidate),
        "welch-t");
  }

  private static Ratio student(double value, double error, double degrees, String method) {
    TDistribution t = new TDistribution(null, degrees);
    return new Ratio(
        value,
        around(value, error * t.inverseCumulativeProbability(0.975)),
        around(value, error * t.inverseCumulativeProbability(0.95)),
        error,
        degrees,
        method);
  }

  private static Bounds around(double value, double half) {
    return new Bounds(value * Math.exp(-half), value * Math.exp(half));
  }

  private static Ratio bootstrap(
      double[] baselineNanos, double[] candidateNanos, Forks draws, int resamples) {
    Arm baseline = Arm.of(baselineNanos);
    Arm candidate = Arm.of(candidateNanos);
    double log = Math.log(baseline.mean / candidate.mean);
    double error = error(baseline, candidate);
    double[] studentised = new double[resamples];
    int kept = 0;
    for (int r = 0; r < resamples; r++) {
      Arm b = draws.resample(baselineNanos);
      Arm c = draws.resample(candidateNanos);
      double own = error(b, c);
      if (own > 0) {
        studentised[kept++] = (Math.log(b.mean / c.mean) - log) / own;
      }
    }
    double[] sorted = Arrays.copyOf(studentised, kept);
    Arrays.sort(sorted);
    return new Ratio(
        Math.exp(log),
        turned(log, error, sorted, 0.025),
        turned(log, error, sorted, 0.05),
        error,
        degrees(baseline, candidate),
        "bootstrap-t");
  }

  /** The upper quantile bounds the ratio from below. */
  private static Bounds turned(double log, double error, double[] sorted, double tail) {
    if (sorted.length == 0) {
      return new Bounds(Math.exp(log), Math.exp(log)); // every fork took the same time
    }
    int cut = (int) Math.round(tail * (sorted.length + 1)) - 1;
    int low = Math.max(0, cut);
    return new Bounds(
        Math.exp(log - error * sorted[sorted.length - 1 - low]),
        Math.exp(log - error * sorted[low]));
  }

  /** Standard error of the log ratio, first order. */
  private static double error(Arm a, Arm b) {
    return Math.sqrt(a.relativeVariance() + b.relativeVariance());
  }

  private static double degrees(Arm a, Arm b) {
    double va = a.relativeVariance();
    double vb = b.relativeVariance();
    double welch = (va + vb) * (va + vb) / (va * va / (a.n - 1) + vb * vb / (b.n - 1));
    return Double.isNaN(welch) ? a.n + b.n - 2 : welch;
  }

  /** Mean and sample deviation of one arm. */
  private record Arm(int n, double mean, double deviation) {
    static Arm of(double[] values) {
      double mean = Arrays.stream(values).sum() / values.length;
      double squares = 0;
      for (double v : values) {
        squares += (v - mean) * (v - mean);
      }
      return new Arm(values.length, mean, Math.sqrt(squares / (values.length - 1)));
    }

    /** Variance of the mean ÷ its square. */
    double relativeVariance() {
      double relative = deviation / mean;
      return relative * relative / n;
    }
  }

  /** Draws forks by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static final class Forks {
    private long state;

    Forks(long seed) {
      state = seed * 0x9e3779b97f4a7c15L + 0x632be59bd9b4e019L;
    }

    Arm resample(double[] values) {
      int n = values.length;
      double shift = values[0]; // sums of squares of differences keep their digits
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < n; i++) {
        double v = values[below(n)] - shift;
        sum += v;
        squares += v * v;
      }
      double variance = Math.max(0, (squares - sum * sum / n) / (n - 1));
      return new Arm(n, shift + sum / n, Math.sqrt(variance));
    }

    private int below(int n) {
      state += 0x9e3779b97f4a7c15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      return (int) ((((z ^ (z >>> 31)) >>> 32) * n) >>> 32);
    }
  }
}
