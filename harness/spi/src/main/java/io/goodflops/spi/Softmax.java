package io.goodflops.spi;

import java.util.List;

/**
 * Softmax of each row, {@code y = exp(scale·x − max) ÷ Σ exp(scale·x − max)}; BACKWARD {@code dx =
 * scale·y·(dy − Σ y·dy)} from Y and dY.
 *
 * <p>Shapes: all are (rows, width). With {@code causal}, row i sees its first (i mod width) + 1
 * elements, as the queries of an attention head do, and is 0 behind them; what Y and dY hold there
 * does not count.
 *
 * <p>FLOPs for each element, masked ones included: forward 6 (scale, maximum, difference, exp, sum,
 * division), backward 5.
 *
 * @param scale of X, for attention 1 ÷ √(head width)
 */
public record Softmax(Pass pass, long rows, long width, double scale, boolean causal, DType dtype)
    implements TrainingOp {
  public Softmax {
    pass.requireOneOf(Pass.FORWARD, Pass.BACKWARD);
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requirePositive(rows, "rows");
    Sizes.requirePositive(width, "width");
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("scale is " + scale + ", must be positive and finite");
    }
    Sizes.product(6, rows, width);
  }

  @Override
  public String kind() {
    return pass.of("softmax");
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  /** How many elements row {@code row} sees. */
  public long visible(long row) {
    return causal ? row % width + 1 : width;
  }

  @Override
  public List<Operand> inputs() {
    return pass == Pass.FORWARD
        ? List.of(new Operand("X", data(), Role.VARIABLE))
        : List.of(
            new Operand("Y", data(), Role.VARIABLE), new Operand("dY", data(), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(new Operand(pass == Pass.FORWARD ? "Y" : "dX", data(), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return (pass == Pass.FORWARD ? 6 : 5) * rows * width;
  }

  @Override
  public long reductionLength() {
    return width;
  }

  private TensorSpec data() {
    return TensorSpec.of(dtype, rows, width);
  }
}
