package io.goodflops.workload.program;

import io.goodflops.spi.AdamW;
import io.goodflops.spi.DType;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.TrainingOp;
import java.util.List;

/** How weights are moved along their gradients. */
public sealed interface Optimizer {
  /**
   * The op for one weight.
   *
   * @param state type of the weight
   * @param gradient type of its gradient
   */
  TrainingOp step(long elements, DType state, DType gradient);

  /** Names of the state that the op keeps beside the weight, in its operands' order. */
  List<String> state();

  /** Stochastic gradient descent with momentum. */
  record Momentum(double learningRate, double momentum, double weightDecay) implements Optimizer {
    @Override
    public TrainingOp step(long elements, DType state, DType gradient) {
      return new Sgd(elements, state, gradient, learningRate, momentum, weightDecay);
    }

    @Override
    public List<String> state() {
      return List.of("momentum");
    }
  }

  /** AdamW with the usual moments and ε. */
  record Adam(double learningRate, double weightDecay) implements Optimizer {
    @Override
    public TrainingOp step(long elements, DType state, DType gradient) {
      return new AdamW(elements, state, gradient, learningRate, 0.9, 0.999, 1e-8, weightDecay);
    }

    @Override
    public List<String> state() {
      return List.of("first-moment", "second-moment", "steps");
    }
  }
}
