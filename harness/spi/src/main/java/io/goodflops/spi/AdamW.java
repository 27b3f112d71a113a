package io.goodflops.spi;

import java.util.List;

/**
 * A step of Adam with decoupled weight decay (Loshchilov, Hutter 2019): {@code t' = t + 1}, {@code
 * M' = β₁·M + (1 − β₁)·G}, {@code V' = β₂·V + (1 − β₂)·G²}, {@code W' = W·(1 −
 * learningRate·weightDecay) − learningRate·(M' ÷ (1 − β₁^t')) ÷ (√(V' ÷ (1 − β₂^t')) + ε)}. May be
 * done in place. The corrections 1 − β^t' and other factors that all elements share are calculated
 * in FP64: in FP32 most of 1 − β₂ would be lost. t, a tensor of one element, is counted on so that
 * a step can be replayed.
 *
 * <p>FLOPs: 15 for each element, square root and division counting as one.
 *
 * @param dtype type of W, M and V; t has the accumulator's. W' follows from M' and V' as they are
 *     before they are rounded to it
 * @param gradient type of G
 */
public record AdamW(
    long elements,
    DType dtype,
    DType gradient,
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay)
    implements TrainingOp {
  public AdamW {
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requireFloat(gradient, "gradient");
    Sizes.requirePositive(elements, "elements");
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "beta1 and beta2 are " + beta1 + " and " + beta2 + ", must be in [0, 1)");
    }
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon is " + epsilon + ", must not be negative");
    }
    Sizes.requireFinite(learningRate, "learningRate");
    Sizes.requireFinite(epsilon, "epsilon");
    Sizes.requireFinite(weightDecay, "weightDecay");
    Sizes.product(15, elements);
  }

  @Override
  public String kind() {
    return "adamw";
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
        new Operand("M", state, Role.VARIABLE),
        new Operand("V", state, Role.VARIABLE),
        new Operand("t", TensorSpec.of(compute().accumulate(), 1L), Role.VARIABLE),
        new Operand("G", TensorSpec.of(gradient, elements), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    TensorSpec state = TensorSpec.of(dtype, elements);
    return List.of(
        new Operand("W'", state, Role.OUTPUT),
        new Operand("M'", state, Role.OUTPUT),
        new Operand("V'", state, Role.OUTPUT),
        new Operand("t'", TensorSpec.of(compute().accumulate(), 1L), Role.OUTPUT));
  }

  @Override
  public int inPlace() {
    return 4;
  }

  @Override
  public long flops() {
    return 15 * elements;
  }

  @Override
  public long reductionLength() {
    return 4;
  }
}
