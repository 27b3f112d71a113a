package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * Stream copy {@code Y[i] = X[i]} within device memory.
 *
 * @param elements length of X and Y
 */
public record Copy(DType dtype, long elements) implements Op {
  public Copy {
    Objects.requireNonNull(dtype, "dtype");
    TensorSpec.of(dtype, elements);
  }

  @Override
  public String kind() {
    return "copy";
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    return List.of(new Operand("X", TensorSpec.of(dtype, elements), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(new Operand("Y", TensorSpec.of(dtype, elements), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return 0;
  }
}
