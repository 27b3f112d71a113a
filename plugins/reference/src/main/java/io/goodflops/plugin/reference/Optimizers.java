package io.goodflops.plugin.reference;

import io.goodflops.spi.AdamW;
import io.goodflops.spi.Sgd;
import java.util.List;

/**
 * Steps that may write over the state they read: whatever an element needs is read before anything
 * of it is written. What is the same for all elements is calculated in FP64 and rounded once.
 */
final class Optimizers {
  private Optimizers() {}

  static void sgd(Sgd op, List<Tensor> in, List<Tensor> out) {
    Accumulator acc = Accumulator.of(op.compute());
    double rate = acc.round(op.learningRate());
    double momentum = acc.round(op.momentum());
    double decay = acc.round(op.weightDecay());
    for (int i = 0; i < op.elements(); i++) {
      double w = in.get(0).get(i);
      double v = in.get(1).get(i);
      double g = in.get(2).get(i);
      double slope = acc.round(g + acc.round(decay * w));
      double velocity = acc.round(acc.round(momentum * v) + slope);
      out.get(0).set(i, acc.round(w - acc.round(rate * velocity)));
      out.get(1).set(i, velocity);
    }
  }

  static void adamW(AdamW op, List<Tensor> in, List<Tensor> out) {
    Accumulator acc = Accumulator.of(op.compute());
    double step = acc.round(in.get(3).get(0) + 1);
    double unbiasM = acc.round(1 - Math.pow(op.beta1(), step));
    double unbiasV = acc.round(1 - Math.pow(op.beta2(), step));
    double beta1 = acc.round(op.beta1());
    double beta2 = acc.round(op.beta2());
    double rest1 = acc.round(1 - op.beta1());
    double rest2 = acc.round(1 - op.beta2());
    double rate = acc.round(op.learningRate());
    double keep = acc.round(1 - op.learningRate() * op.weightDecay());
    double epsilon = acc.round(op.epsilon());
    for (int i = 0; i < op.elements(); i++) {
      double w = in.get(0).get(i);
      double g = in.get(4).get(i);
      double m = acc.round(acc.round(beta1 * in.get(1).get(i)) + acc.round(rest1 * g));
      double square = acc.round(g * g);
      double v = acc.round(acc.round(beta2 * in.get(2).get(i)) + acc.round(rest2 * square));
      double root = acc.round(Math.sqrt(acc.round(v / unbiasV)));
      double change =
          acc.round(acc.round(rate * acc.round(m / unbiasM)) / acc.round(root + epsilon));
      out.get(0).set(i, acc.round(acc.round(w * keep) - change));
      out.get(1).set(i, m);
      out.get(2).set(i, v);
    }
    out.get(3).set(0, step);
  }
}
