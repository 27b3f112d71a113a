package io.goodflops.spi;

import java.util.List;

/** Another floating-point type, rounded to nearest even. FLOPs: none. */
public record Cast(DType dtype, DType to, long elements) implements TrainingOp {
  public Cast {
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requireFloat(to, "to");
    Sizes.requirePositive(elements, "elements");
  }

  @Override
  public String kind() {
    return "cast";
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
    return List.of(new Operand("Y", TensorSpec.of(to, elements), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return 0;
  }

  @Override
  public long reductionLength() {
    return 1;
  }
}
