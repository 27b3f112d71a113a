package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * Stream read: {@code Y[0] = Σ X[i]}, kept in the accumulator's type. The harness feeds values
 * whose sums are exact in any order.
 *
 * @param elements length of X
 */
public record Read(DType dtype, long elements) implements Op {
  public Read {
    Objects.requireNonNull(dtype, "dtype");
    TensorSpec.of(dtype, elements);
  }

  @Override
  public String kind() {
    return "read";
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
    return List.of(new Operand("Y", TensorSpec.of(compute().accumulate(), 1L), Role.OUTPUT));
  }

  /** One addition per element. */
  @Override
  public long flops() {
    return elements;
  }
}
