package io.goodflops.ledger.compare;

import io.goodflops.ledger.Stein;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Estimates ratios from the forks of two arms.
 *
 * <p>From {@value Stein#PILOT} forks an arm: hierarchical bootstrap of the log ratio of arithmetic
 * means. Forks are drawn whole, with replacement, in each arm: what differs inside a fork is in its
 * mean (Davison and Hinkley, Bootstrap Methods and their Application, 1997, 3.8: drawing inside the
 * clusters as well counts that twice). Each resample is studentised by its own standard error (the
 * same, 5.2): plain percentiles of 15 forks are too narrow. Where Stein's rule asked for more forks
 * than the pilot's because the pilot scattered much, all forks together scatter less than they
 * should for that: so the larger deviation of the two counts, in each resample as well. From 3
 * forks: Welch's t interval of the same quantity. Below 3 there is none.
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

  /**
   * One arm against a time that is known exactly.
   *
   * @param limitNanos time of a launch that is the baseline
   * @return empty below 3 forks
   */
  public static Optional<Ratio> against(double limitNanos, double[] candidateNanos, long seed) {
    double[] limit = new double[candidateNanos.length];
    Arrays.fill(limit, limitNanos);
    return apart(limit, candidateNanos, seed);
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
    double welch = (va + vb) * (va + vb) / (va * va / a.degrees() + vb * vb / b.degrees());
    return Double.isNaN(welch) ? a.degrees() + b.degrees() : welch;
  }

  /**
   * Mean and deviation of one arm.
   *
   * @param deviation of all forks or of the pilot, whichever is larger
   */
  private record Arm(int n, double mean, double deviation) {
    static Arm of(double[] values) {
      return of(values.length, i -> values[i]);
    }

    static Arm of(int n, IntToDoubleFunction values) {
      double shift = 0; // sums of squares of differences keep their digits
      double sum = 0;
      double squares = 0;
      double pilot = 0;
      for (int i = 0; i < n; i++) {
        double value = values.applyAsDouble(i);
        shift = i == 0 ? value : shift;
        double v = value - shift;
        sum += v;
        squares += v * v;
        if (i + 1 == Stein.PILOT) {
          pilot = variance(sum, squares, Stein.PILOT);
        }
      }
      return new Arm(n, shift + sum / n, Math.sqrt(Math.max(pilot, variance(sum, squares, n))));
    }

    private static double variance(double sum, double squares, int n) {
      return Math.max(0, (squares - sum * sum / n) / (n - 1));
    }

    /** Degrees of freedom of the deviation: those of the pilot, since it may be the pilot's. */
    int degrees() {
      return Math.min(n, Stein.PILOT) - 1;
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
      return Arm.of(values.length, i -> values[below(values.length)]);
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
