package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * An activation function of each element; BACKWARD reads X and dY and writes dX.
 *
 * <p>FLOPs for each element: ReLU 1 and 1; GELU 9 and 19, exp, tanh and division counting as one.
 */
public record Activation(Function function, Pass pass, long elements, DType dtype)
    implements TrainingOp {
  /** Which function. */
  public enum Function {
    /** max(x, 0); its derivative at 0 is 0. */
    RELU,
    /** x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), the form of GPT-2 (Hendrycks, Gimpel 2016). */
    GELU
  }

  public Activation {
    Objects.requireNonNull(function, "function");
    pass.requireOneOf(Pass.FORWARD, Pass.BACKWARD);
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requirePositive(elements, "elements");
    Sizes.product(19, elements);
  }

  @Override
  public String kind() {
    return pass.of(function == Function.RELU ? "relu" : "gelu");
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    Operand x = new Operand("X", data(), Role.VARIABLE);
    return pass == Pass.FORWARD ? List.of(x) : List.of(x, new Operand("dY", data(), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(new Operand(pass == Pass.FORWARD ? "Y" : "dX", data(), Role.OUTPUT));
  }

  @Override
  public long flops() {
    long each = function == Function.RELU ? 1 : pass == Pass.FORWARD ? 9 : 19;
    return each * elements;
  }

  @Override
  public long reductionLength() {
    return 1;
  }

  private TensorSpec data() {
    return TensorSpec.of(dtype, elements);
  }
}
