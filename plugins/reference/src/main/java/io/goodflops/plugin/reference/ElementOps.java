package io.goodflops.plugin.reference;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;

/** Ops whose elements have nothing to do with one another. */
final class ElementOps {
  private static final double GELU_SCALE = Math.sqrt(2 / Math.PI);
  private static final double GELU_CUBE = 0.044715;

  private ElementOps() {}

  static void activation(Activation op, Tensor x, Tensor y) {
    Accumulator acc = Accumulator.of(op.compute());
    boolean relu = op.function() == Activation.Function.RELU;
    for (int i = 0; i < x.elements(); i++) {
      double value = x.get(i);
      y.set(i, relu ? Math.max(value, 0) : gelu(acc, value));
    }
  }

  static void activationBackward(Activation op, Tensor x, Tensor dy, Tensor dx) {
    Accumulator acc = Accumulator.of(op.compute());
    boolean relu = op.function() == Activation.Function.RELU;
    for (int i = 0; i < x.elements(); i++) {
      double value = x.get(i);
      double slope = relu ? (value > 0 ? 1 : 0) : geluSlope(acc, value);
      dx.set(i, acc.round(dy.get(i) * slope));
    }
  }

  static void binary(Binary op, Tensor a, Tensor b, Tensor y) {
    Accumulator acc = Accumulator.of(op.compute());
    boolean add = op.function() == Binary.Function.ADD;
    for (int i = 0; i < y.elements(); i++) {
      y.set(i, acc.round(add ? a.get(i) + b.get(i) : a.get(i) * b.get(i)));
    }
  }

  static void bias(Bias op, Tensor x, Tensor b, Tensor y) {
    Accumulator acc = Accumulator.of(op.compute());
    int channels = (int) op.channels();
    int inner = (int) op.inner();
    for (int row = 0; row < op.outer() * channels; row++) {
      double bias = b.get(row % channels);
      for (int i = row * inner; i < (row + 1) * inner; i++) {
        y.set(i, acc.round(x.get(i) + bias));
      }
    }
  }

  /** {@code x/2·(1 + tanh u)} with {@code u = √(2/π)·(x + 0.044715·x³)}. */
  private static double gelu(Accumulator acc, double x) {
    return acc.round(acc.round(x / 2) * acc.round(1 + tanh(acc, x)));
  }

  /** {@code (1 + tanh u)/2 + x/2·(1 − tanh² u)·u'}, u' = √(2/π)·(1 + 3·0.044715·x²). */
  private static double geluSlope(Accumulator acc, double x) {
    double tanh = tanh(acc, x);
    double square = acc.round(x * x);
    double inner = acc.round(1 + acc.round(acc.round(3 * GELU_CUBE) * square));
    double slopeOfU = acc.round(acc.round(GELU_SCALE) * inner);
    double slopeOfTanh = acc.round(1 - acc.round(tanh * tanh));
    double second = acc.round(acc.round(acc.round(x / 2) * slopeOfTanh) * slopeOfU);
    return acc.round(acc.round(acc.round(1 + tanh) / 2) + second);
  }

  private static double tanh(Accumulator acc, double x) {
    double cube = acc.round(acc.round(x * x) * x);
    double sum = acc.round(x + acc.round(acc.round(GELU_CUBE) * cube));
    return acc.round(Math.tanh(acc.round(acc.round(GELU_SCALE) * sum)));
  }
}
