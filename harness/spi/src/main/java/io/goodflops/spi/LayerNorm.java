package io.goodflops.spi;

import java.util.List;

/**
 * Layer normalisation of each row (Ba, Kiros, Hinton 2016): {@code y = (x − mean) ÷ √(variance + ε)
 * · gamma + beta}, ε = {@value #EPSILON}, the variance with divisor width.
 *
 * <p>Shapes: X, Y, dX, dY are (rows, width); gamma, beta and their gradients (width) and mean and
 * variance (rows), all in the accumulator's type. FORWARD reads X, gamma, beta and writes Y, mean,
 * variance; BACKWARD reads X, dY, gamma, mean, variance and writes dX, dGamma, dBeta.
 *
 * <p>FLOPs for each element: forward 8 (sum; difference, square, sum; difference, scale, product,
 * sum), backward 14; square root and division for each row are left out.
 */
public record LayerNorm(Pass pass, long rows, long width, DType dtype) implements TrainingOp {
  /** What is added to the variance. */
  public static final double EPSILON = 1e-5;

  public LayerNorm {
    pass.requireOneOf(Pass.FORWARD, Pass.BACKWARD);
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requirePositive(rows, "rows");
    Sizes.requirePositive(width, "width");
    Sizes.product(14, rows, width);
  }

  @Override
  public String kind() {
    return pass.of("layer-norm");
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    return NormOperands.inputs(pass, data(), parameters(), statistics());
  }

  @Override
  public List<Operand> outputs() {
    return NormOperands.outputs(pass, data(), parameters(), statistics());
  }

  @Override
  public long flops() {
    return (pass == Pass.FORWARD ? 8 : 14) * rows * width;
  }

  @Override
  public long reductionLength() {
    return pass == Pass.FORWARD ? width : Math.max(rows, width);
  }

  private TensorSpec data() {
    return TensorSpec.of(dtype, rows, width);
  }

  private TensorSpec parameters() {
    return TensorSpec.of(compute().accumulate(), width);
  }

  private TensorSpec statistics() {
    return TensorSpec.of(compute().accumulate(), rows);
  }
}
