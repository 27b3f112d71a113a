package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * STREAM triad {@code Y[i] = A[i] + s·B[i]} with s = {@value #SCALAR} (McCalpin, STREAM).
 *
 * @param elements length of A, B and Y
 */
public record Triad(DType dtype, long elements) implements Op {
  /** The scalar s. */
  public static final double SCALAR = 3.0;

  public Triad {
    Objects.requireNonNull(dtype, "dtype");
    TensorSpec.of(dtype, elements);
  }

  @Override
  public String kind() {
    return "triad";
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    TensorSpec spec = TensorSpec.of(dtype, elements);
    return List.of(new Operand("A", spec, Role.VARIABLE), new Operand("B", spec, Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(new Operand("Y", TensorSpec.of(dtype, elements), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return Math.multiplyExact(2, elements);
  }
}
