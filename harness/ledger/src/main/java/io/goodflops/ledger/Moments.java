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

  /**
   * Quantile by linear interpolation between order statistics. For tails: it keeps the few values
   * beyond the quantile in order, which is far less work than sorting all of them.
   *
   * @param p at most a half
   */
  static double lowerQuantile(double[] values, double p) {
    return tailQuantile(values, p, 1);
  }

  /** The quantile that as large a part lies above as lies below {@link #lowerQuantile}. */
  static double upperQuantile(double[] values, double p) {
    return -tailQuantile(values, p, -1);
  }

  private static double tailQuantile(double[] values, double p, int sign) {
    double at = p * (values.length - 1);
    int low = (int) at;
    double[] tail = new double[Math.min(low + 2, values.length)];
    int kept = 0;
    for (double value : values) {
      double v = sign * value;
      if (kept == tail.length && !(v < tail[kept - 1])) {
        continue;
      }
      int place = kept < tail.length ? kept++ : kept - 1;
      while (place > 0 && tail[place - 1] > v) {
        tail[place] = tail[place - 1];
        place--;
      }
      tail[place] = v;
    }
    double next = tail[Math.min(low + 1, tail.length - 1)];
    return tail[low] + (at - low) * (next - tail[low]);
  }
}
