package io.goodflops.spi;

import java.util.List;

/**
 * A bias for each channel: FORWARD {@code y = x + b}; BACKWARD, the bias gradient, {@code db = Σ
 * dy}.
 *
 * <p>Shapes: X, Y and dY are (outer, channels, inner), b and db (channels); after a matrix product
 * inner is 1. FLOPs: one addition for each element in both passes. db has the accumulator's type.
 */
public record Bias(Pass pass, long outer, long channels, long inner, DType dtype)
    implements TrainingOp {
  public Bias {
    pass.requireOneOf(Pass.FORWARD, Pass.BACKWARD);
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requirePositive(outer, "outer");
    Sizes.requirePositive(channels, "channels");
    Sizes.requirePositive(inner, "inner");
    Sizes.product(outer, channels, inner);
  }

  @Override
  public String kind() {
    return pass.of("bias");
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    return pass == Pass.FORWARD
        ? List.of(
            new Operand("X", data(), Role.VARIABLE),
            new Operand("b", TensorSpec.of(dtype, channels), Role.VARIABLE))
        : List.of(new Operand("dY", data(), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(
        pass == Pass.FORWARD
            ? new Operand("Y", data(), Role.OUTPUT)
            : new Operand("db", TensorSpec.of(compute().accumulate(), channels), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return outer * channels * inner;
  }

  @Override
  public long reductionLength() {
    return pass == Pass.FORWARD ? 2 : outer * inner;
  }

  private TensorSpec data() {
    return TensorSpec.of(dtype, outer, channels, inner);
  }
}
