package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/** {@code y = a + b} or {@code y = a·b} of each element. FLOPs: one for each. */
public record Binary(Function function, long elements, DType dtype) implements TrainingOp {
  /** Which function. */
  public enum Function {
    ADD,
    MULTIPLY
  }

  public Binary {
    Objects.requireNonNull(function, "function");
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requirePositive(elements, "elements");
  }

  @Override
  public String kind() {
    return function == Function.ADD ? "add" : "multiply";
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    return List.of(
        new Operand("A", data(), Role.VARIABLE), new Operand("B", data(), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(new Operand("Y", data(), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return elements;
  }

  @Override
  public long reductionLength() {
    return 2;
  }

  private TensorSpec data() {
    return TensorSpec.of(dtype, elements);
  }
}
