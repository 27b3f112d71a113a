package io.goodflops.spi;

import java.util.List;

/**
 * Batch normalisation of each channel in training (Ioffe, Szegedy 2015): {@code y = (x − mean) ÷
 * √(variance + ε) · gamma + beta}, ε = {@value #EPSILON}, the variance with divisor batch·spatial.
 * Running averages are the caller's.
 *
 * <p>Shapes: X, Y, dX, dY are (batch, channels, spatial); gamma, beta, their gradients, mean and
 * variance (channels), in the accumulator's type. FORWARD reads X, gamma, beta and writes Y, mean,
 * variance; BACKWARD reads X, dY, gamma, mean, variance and writes dX, dGamma, dBeta.
 *
 * <p>FLOPs for each element as of {@link LayerNorm}: forward 8, backward 14.
 *
 * @param spatial height·width
 */
public record BatchNorm(Pass pass, long batch, long channels, long spatial, DType dtype)
    implements TrainingOp {
  /** What is added to the variance. */
  public static final double EPSILON = 1e-5;

  public BatchNorm {
    pass.requireOneOf(Pass.FORWARD, Pass.BACKWARD);
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requirePositive(batch, "batch");
    Sizes.requirePositive(channels, "channels");
    Sizes.requirePositive(spatial, "spatial");
    Sizes.product(14, batch, channels, spatial);
  }

  @Override
  public String kind() {
    return pass.of("batch-norm");
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
    return (pass == Pass.FORWARD ? 8 : 14) * batch * channels * spatial;
  }

  @Override
  public long reductionLength() {
    return batch * spatial;
  }

  private TensorSpec data() {
    return TensorSpec.of(dtype, batch, channels, spatial);
  }

  private TensorSpec parameters() {
    return TensorSpec.of(compute().accumulate(), channels);
  }

  private TensorSpec statistics() {
    return parameters();
  }
}
