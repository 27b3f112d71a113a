package io.goodflops.ledger;

import java.util.Arrays;

/** Means and deviations of small samples. */
final class Moments {
  private Moments() {}

  static double mean(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum / values.length;
  }

  /** Sample standard deviation (n − 1). */
  static double deviation(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double v : values) {
      squares += (v - mean) * (v - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }

  static double[] logs(double[] values) {
    double[] logs = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0) || Double.isInfinite(values[i])) {
        throw new IllegalArgumentException(
            "a time is " + values[i] + ", must be positive and finite");
      }
      logs[i] = Math.log(values[i]);
    }
    return logs;
  }

  /** Deviation of the logarithms of the first {@code n} values. */
  static double logDeviation(double[] values, int n) {
    return deviation(logs(Arrays.copyOf(values, n)));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }

  /** Linear interpolation between order statistics of an ascending array. */
  static double quantile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }
}
