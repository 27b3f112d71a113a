package io.goodflops.workload.training;

import io.goodflops.spi.AdamW;
import io.goodflops.spi.Sgd;
import java.util.List;

/** Steps of optimizers. */
final class Optimizers {
  private Optimizers() {}

  static List<Expected> sgd(Sgd op, double[][] in) {
    int n = in[0].length;
    double[] w = new double[n];
    double[] v = new double[n];
    double[] wScales = new double[n];
    double[] vScales = new double[n];
    for (int e = 0; e < n; e++) {
      double decay = op.weightDecay() * in[0][e];
      v[e] = op.momentum() * in[1][e] + in[2][e] + decay;
      vScales[e] = Math.abs(op.momentum() * in[1][e]) + Math.abs(in[2][e]) + Math.abs(decay);
      w[e] = in[0][e] - op.learningRate() * v[e];
      wScales[e] = Math.abs(in[0][e]) + op.learningRate() * vScales[e];
    }
    return List.of(new Expected(w, wScales), new Expected(v, vScales));
  }

  static List<Expected> adamW(AdamW op, double[][] in) {
    int n = in[0].length;
    double[] w = new double[n];
    double[] m = new double[n];
    double[] v = new double[n];
    double[] wScales = new double[n];
    double[] mScales = new double[n];
    double t = in[3][0] + 1;
    double correctM = 1 - Math.pow(op.beta1(), t);
    double correctV = 1 - Math.pow(op.beta2(), t);
    for (int e = 0; e < n; e++) {
      double g = in[4][e];
      m[e] = op.beta1() * in[1][e] + (1 - op.beta1()) * g;
      mScales[e] = Math.abs(op.beta1() * in[1][e]) + Math.abs((1 - op.beta1()) * g);
      v[e] = op.beta2() * in[2][e] + (1 - op.beta2()) * g * g;
      double root = Math.sqrt(v[e] / correctV) + op.epsilon();
      double kept = in[0][e] * (1 - op.learningRate() * op.weightDecay());
      w[e] = kept - op.learningRate() * (m[e] / correctM) / root;
      wScales[e] = Math.abs(in[0][e]) + op.learningRate() * (mScales[e] / correctM) / root;
    }
    return List.of(
        new Expected(w, wScales),
        new Expected(m, mScales),
        new Expected(v, v),
        Expected.exact(new double[] {t}));
  }
}
