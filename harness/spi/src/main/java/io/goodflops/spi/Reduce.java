package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * Sum, mean or maximum along one dimension: X is (outer, length, inner), Y (outer, inner), a
 * maximum in X's type, the others in the accumulator's. FLOPs: one for each element of X.
 */
public record Reduce(Function function, long outer, long length, long inner, DType dtype)
    implements TrainingOp {
  /** Which function. */
  public enum Function {
    SUM,
    MEAN,
    MAX
  }

  public Reduce {
    Objects.requireNonNull(function, "function");
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requirePositive(outer, "outer");
    Sizes.requirePositive(length, "length");
    Sizes.requirePositive(inner, "inner");
    Sizes.product(outer, length, inner);
  }

  @Override
  public String kind() {
    return switch (function) {
      case SUM -> "reduce-sum";
      case MEAN -> "reduce-mean";
      case MAX -> "reduce-max";
    };
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    return List.of(new Operand("X", TensorSpec.of(dtype, outer, length, inner), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    DType type = function == Function.MAX ? dtype : compute().accumulate();
    return List.of(new Operand("Y", TensorSpec.of(type, outer, inner), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return outer * length * inner;
  }

  @Override
  public long reductionLength() {
    return length;
  }
}
