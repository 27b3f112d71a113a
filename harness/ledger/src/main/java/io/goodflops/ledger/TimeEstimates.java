package io.goodflops.ledger;

import io.goodflops.result.CaseRecord.TimeEstimate;
import java.util.Optional;

/**
 * Time of a launch with its 95 % interval. The value is always the arithmetic mean over forks of
 * mean time: time is a cost, and the ledger's shares stand on the same mean. The interval is a
 * Student t interval on logarithms, so that it stays positive.
 *
 * <ul>
 *   <li>{@code stein}: at least 15 forks; deviation of the pilot
 *   <li>{@code fork-mean-t}: 3 to 14 forks; n − 1 degrees of freedom; indicative
 *   <li>{@code within-fork}: 1 or 2 forks; replicates are batches, which are not independent;
 *       indicative
 * </ul>
 */
final class TimeEstimates {
  private TimeEstimates() {}

  static Optional<TimeEstimate> of(Columns columns) {
    if (columns.batches() == 0) {
      return Optional.empty();
    }
    double[] forks = columns.forkMeans();
    double value = Moments.mean(forks);
    if (forks.length >= Stein.PILOT) {
      return Optional.of(estimate(value, forks, Stein.halfWidth(forks), "stein"));
    }
    if (forks.length >= Bootstrap.MIN_FORKS) {
      return Optional.of(estimate(value, forks, halfWidth(forks), "fork-mean-t"));
    }
    double[] batches = columns.batchTimes();
    return Optional.of(estimate(value, batches, halfWidth(batches), "within-fork"));
  }

  /** Relative half-width of an interval: the larger side. */
  static double relativeHalfWidth(TimeEstimate time) {
    return Math.max(time.high() - time.value(), time.value() - time.low()) / time.value();
  }

  private static double halfWidth(double[] replicates) {
    int n = replicates.length;
    return n < 2
        ? 0
        : StudentT.twoSided95(n - 1) * Moments.logDeviation(replicates, n) / Math.sqrt(n);
  }

  /** Skewed times can push the mean out of the interval of the mean logarithm: then it is wider. */
  private static TimeEstimate estimate(
      double value, double[] replicates, double halfWidth, String method) {
    double centre = Moments.mean(Moments.logs(replicates));
    return new TimeEstimate(
        value,
        Math.min(value, Math.exp(centre - halfWidth)),
        Math.max(value, Math.exp(centre + halfWidth)),
        StudentT.CONFIDENCE,
        replicates.length,
        method,
        !method.equals("stein"));
  }
}
