package io.goodflops.workload.training;

import io.goodflops.spi.Embedding;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;

/** Ops that move elements. */
final class Lookup {
  private Lookup() {}

  static Expected of(Embedding op, double[] values, double[] ids) {
    int width = (int) op.width();
    if (op.pass() == Pass.FORWARD) {
      double[] y = new double[ids.length * width];
      for (int token = 0; token < ids.length; token++) {
        System.arraycopy(values, ((int) ids[token]) * width, y, token * width, width);
      }
      return Expected.exact(y);
    }
    Sum table = new Sum(Math.toIntExact(op.vocabulary() * width));
    for (int e = 0; e < values.length; e++) {
      table.add(((int) ids[e / width]) * width + e % width, values[e]);
    }
    return table.expected();
  }

  static Expected permute(Permute op, double[] x) {
    int n = op.shape().size();
    long[] strides = new long[n];
    long stride = 1;
    for (int i = n - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= op.shape().get(i);
    }
    double[] y = new double[x.length];
    for (int e = 0; e < y.length; e++) {
      long left = e;
      long from = 0;
      for (int i = n - 1; i >= 0; i--) {
        int dimension = op.order().get(i);
        from += left % op.shape().get(dimension) * strides[dimension];
        left /= op.shape().get(dimension);
      }
      y[e] = x[(int) from];
    }
    return Expected.exact(y);
  }
}
