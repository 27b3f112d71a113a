package io.goodflops.spi;

import java.util.List;

/**
 * A step of stochastic gradient descent with momentum: {@code V' = momentum·V + (G +
 * weightDecay·W)}, {@code W' = W − learningRate·V'} (Sutskever et al. 2013 in the form that
 * frameworks use). May be done in place. FLOPs: 6 for each element.
 *
 * @param dtype type of W and V; W' follows from V' as it is before it is rounded to it
 * @param gradient type of G
 */
public record Sgd(
    long elements,
    DType dtype,
    DType gradient,
    double learningRate,
    double momentum,
    double weightDecay)
    implements TrainingOp {
  public Sgd {
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requireFloat(gradient, "gradient");
    Sizes.requirePositive(elements, "elements");
    Sizes.requireFinite(learningRate, "learningRate");
    Sizes.requireFinite(momentum, "momentum");
    Sizes.requireFinite(weightDecay, "weightDecay");
    Sizes.product(6, elements);
  }

  @Override
  public String kind() {
    return "sgd";
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    TensorSpec state = TensorSpec.of(dtype, elements);
    return List.of(
        new Operand("W", state, Role.VARIABLE),
        new Operand("V", state, Role.VARIABLE),
        new Operand("G", TensorSpec.of(gradient, elements), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    TensorSpec state = TensorSpec.of(dtype, elements);
    return List.of(new Operand("W'", state, Role.OUTPUT), new Operand("V'", state, Role.OUTPUT));
  }

  @Override
  public int inPlace() {
    return 2;
  }

  @Override
  public long flops() {
    return 6 * elements;
  }

  @Override
  public long reductionLength() {
    return 4;
  }
}
