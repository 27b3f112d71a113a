package io.goodflops.workload.training;

import io.goodflops.spi.Bias;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Reduce;

/** Bias and reductions: elements are (outer, middle, inner). */
final class Sums {
  private Sums() {}

  static Expected bias(Bias op, double[][] in) {
    int inner = (int) op.inner();
    int channels = (int) op.channels();
    if (op.pass() == Pass.BACKWARD) {
      Sum sum = new Sum(channels);
      for (int e = 0; e < in[0].length; e++) {
        sum.add(e / inner % channels, in[0][e]);
      }
      return sum.expected();
    }
    double[] y = new double[in[0].length];
    double[] scales = new double[y.length];
    for (int e = 0; e < y.length; e++) {
      double b = in[1][e / inner % channels];
      y[e] = in[0][e] + b;
      scales[e] = Math.abs(in[0][e]) + Math.abs(b);
    }
    return new Expected(y, scales);
  }

  static Expected reduce(Reduce op, double[] x) {
    int inner = (int) op.inner();
    int length = (int) op.length();
    int results = (int) op.outer() * inner;
    if (op.function() == Reduce.Function.MAX) {
      double[] largest = new double[results];
      java.util.Arrays.fill(largest, Double.NEGATIVE_INFINITY);
      for (int e = 0; e < x.length; e++) {
        int at = e / (length * inner) * inner + e % inner;
        largest[at] = Math.max(largest[at], x[e]);
      }
      return Expected.exact(largest);
    }
    Sum sum = new Sum(results);
    for (int e = 0; e < x.length; e++) {
      sum.add(e / (length * inner) * inner + e % inner, x[e]);
    }
    if (op.function() == Reduce.Function.MEAN) {
      for (int i = 0; i < results; i++) {
        sum.divide(i, length);
      }
    }
    return sum.expected();
  }
}
