package io.goodflops.workload.training;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Pass;
import io.goodflops.workload.data.Encoding;

/** Ops that look at one element at a time. */
final class Pointwise {
  private static final double ROOT = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  private Pointwise() {}

  static Expected activation(Activation op, double[][] in) {
    boolean forward = op.pass() == Pass.FORWARD;
    double[] x = in[0];
    double[] out = new double[x.length];
    double[] scales = new double[x.length];
    for (int e = 0; e < x.length; e++) {
      if (op.function() == Activation.Function.RELU) {
        out[e] = x[e] > 0 ? forward ? x[e] : in[1][e] : 0;
      } else if (forward) {
        out[e] = x[e] / 2 * (1 + Math.tanh(inner(x[e])));
        // where tanh is near -1, what is left is the rounding of 1
        scales[e] = Math.abs(x[e]);
      } else {
        double t = Math.tanh(inner(x[e]));
        double slope = ROOT * (1 + 3 * CUBIC * x[e] * x[e]);
        out[e] = in[1][e] * ((1 + t) / 2 + x[e] / 2 * (1 - t * t) * slope);
        scales[e] = Math.abs(in[1][e]) * (1 + Math.abs(x[e]) * slope);
      }
    }
    return op.function() == Activation.Function.RELU
        ? Expected.exact(out)
        : new Expected(out, scales);
  }

  private static double inner(double x) {
    return ROOT * (x + CUBIC * x * x * x);
  }

  static Expected binary(Binary op, double[] a, double[] b) {
    double[] y = new double[a.length];
    double[] scales = new double[a.length];
    for (int e = 0; e < y.length; e++) {
      y[e] = op.function() == Binary.Function.ADD ? a[e] + b[e] : a[e] * b[e];
      scales[e] = Math.abs(y[e]);
    }
    return new Expected(y, scales);
  }

  static Expected cast(Cast op, double[] x) {
    double[] y = new double[x.length];
    for (int e = 0; e < y.length; e++) {
      y[e] = Encoding.round(op.to(), x[e]);
    }
    return Expected.exact(y);
  }
}
