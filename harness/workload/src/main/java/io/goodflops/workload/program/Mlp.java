package io.goodflops.workload.program;

import io.goodflops.spi.Activation;
import io.goodflops.spi.DType;
import io.goodflops.spi.Program;

/**
 * A perceptron with one hidden layer that sorts inputs into classes: matrix product, bias, ReLU,
 * matrix product, bias, cross-entropy, and all of it backward.
 *
 * <p>Its published size is 1024-4096-1024, the feed-forward shape of a transformer with a fourfold
 * inner width (Vaswani et al. 2017).
 *
 * @param batch rows of X
 */
public record Mlp(long batch, long inputs, long hidden, long classes) {
  /** Names of what is written before a step. */
  public static final String X = "x";

  /** Name of the class of each row. */
  public static final String LABELS = "labels";

  /** Name of the loss of each row. */
  public static final String LOSS = "cross-entropy.1.loss";

  /** The step in one storage type. */
  public Program program(DType storage, Optimizer optimizer) {
    ProgramBuilder b =
        new ProgramBuilder("mlp-" + inputs + "-" + hidden + "-" + classes + "-b" + batch, storage);
    Value x = b.input(X, batch, inputs);
    Value labels = b.indices(LABELS, batch);
    DenseLayers layers = new DenseLayers(b);
    Value first = layers.matmul(x, b.parameter("w1", inputs, hidden));
    Value inner =
        layers.activation(Activation.Function.RELU, layers.bias(first, b.parameter("b1", hidden)));
    Value second = layers.matmul(inner, b.parameter("w2", hidden, classes));
    layers.crossEntropy(layers.bias(second, b.parameter("b2", classes)), labels);
    return b.build(optimizer);
  }
}
