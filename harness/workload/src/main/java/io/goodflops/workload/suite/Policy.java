package io.goodflops.workload.suite;

/**
 * How long and how often to measure.
 *
 * @param minForks forks of each case before it may stop
 * @param maxForks forks of each case at most
 * @param minBatches timed batches in a fork, at least 5
 * @param minBatchSeconds length of a timed batch, at least 0.005
 * @param minTimedSeconds timed batches of a fork together, at least 0.2
 * @param maxWarmupSeconds warm-up of a fork, at most 0.5
 * @param precision half-width of the interval to stop at, relative to the value
 * @param budgetSeconds for the whole suite on one device
 */
public record Policy(
    int minForks,
    int maxForks,
    int minBatches,
    double minBatchSeconds,
    double minTimedSeconds,
    double maxWarmupSeconds,
    double precision,
    double budgetSeconds) {

  /** What holds where a suite says nothing. */
  public static final Policy DEFAULT = new Policy(3, 15, 5, 0.005, 0.2, 0.5, 0.01, 900);

  public Policy {
    require(minForks >= 1, "minForks is " + minForks + ", must be at least 1");
    require(
        maxForks >= minForks && maxForks <= 1000,
        "maxForks is " + maxForks + ", must be between minForks and 1000");
    require(
        minBatches >= 5 && minBatches <= 100_000,
        "minBatches is " + minBatches + ", must be between 5 and 100000");
    requireRange("minBatchSeconds", minBatchSeconds, 0.005, 60);
    requireRange("minTimedSeconds", minTimedSeconds, 0.2, 3600);
    requireRange("maxWarmupSeconds", maxWarmupSeconds, 0, 0.5);
    requireRange("precision", precision, 1e-5, 1);
    requireRange("budgetSeconds", budgetSeconds, 1, 1e7);
  }

  private static void requireRange(String name, double value, double low, double high) {
    // written so that NaN fails
    require(
        value >= low && value <= high,
        name + " is " + value + ", must be between " + low + " and " + high);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
