package io.goodflops.workload.program;

import io.goodflops.spi.Activation;
import io.goodflops.spi.DType;

/**
 * A perceptron with one hidden layer that sorts inputs into classes: matrix product, bias, ReLU,
 * matrix product, bias, cross-entropy, and all of it backward.
 *
 * <p>Its published size is 1024-4096-1024, the feed-forward shape of a transformer with a fourfold
 * inner width (Vaswani et al. 2017).
 *
 * @param batch rows of X
 */
public record Mlp(long batch, long inputs, long hidden, long classes) implements TrainingModel {
  /** Names of what is written before a step. */
  public static final String X = "x";

  /** Name of the class of each row. */
  public static final String LABELS = "labels";

  /** Name of the loss of each row. */
  public static final String LOSS = "cross-entropy.1.loss";

  @Override
  public String kind() {
    return "mlp";
  }

  @Override
  public String sizes() {
    return "mlp-" + inputs + "-" + hidden + "-" + classes + "-b" + batch;
  }

  @Override
  public Optimizer optimizer() {
    return new Optimizer.Momentum(0.05, 0.9, 0);
  }

  @Override
  public TrainingModel miniature() {
    return new Mlp(16, 12, 20, 8);
  }

  @Override
  public TrainingStep step(DType storage, Optimizer optimizer, Variant variant) {
    if (!variant.lengths().isEmpty()) {
      throw new IllegalArgumentException(
          "lengths are those of sequences, and " + kind() + " has none");
    }
    ProgramBuilder b = new ProgramBuilder(sizes(), storage, variant.checkpoint());
    Value x = b.input(X, new Start.Inputs(), batch, inputs);
    Value labels = b.indices(LABELS, new Start.Labels(inputs, classes), batch);
    DenseLayers layers = new DenseLayers(b);
    Value first = layers.matmul(x, b.weights("w1", inputs, inputs, hidden));
    Value inner =
        layers.activation(Activation.Function.RELU, layers.bias(first, b.shifts("b1", hidden)));
    Value second = layers.matmul(inner, b.weights("w2", hidden, hidden, classes));
    layers.crossEntropy(layers.bias(second, b.shifts("b2", classes)), labels);
    return b.build(optimizer);
  }
}
