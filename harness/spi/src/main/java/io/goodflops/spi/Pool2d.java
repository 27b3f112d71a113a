package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * Pooling of each channel, over the elements inside the image: padding only moves the windows.
 * BACKWARD of a maximum gives dY to the first largest element of the window in row-major order.
 *
 * <p>Shapes: X and dX are (batch, channels, height, width), Y and dY (batch, channels, output
 * height, output width). FORWARD reads X and writes Y; BACKWARD reads X and dY and writes dX.
 * FLOPs: one for each element of each window.
 */
public record Pool2d(
    Function function,
    Pass pass,
    long batch,
    long channels,
    long height,
    long width,
    Window2d window,
    DType dtype)
    implements TrainingOp {
  /** Which function. */
  public enum Function {
    MAX,
    AVERAGE
  }

  public Pool2d {
    Objects.requireNonNull(function, "function");
    pass.requireOneOf(Pass.FORWARD, Pass.BACKWARD);
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requirePositive(batch, "batch");
    Sizes.requirePositive(channels, "channels");
    Sizes.requirePositive(height, "height");
    Sizes.requirePositive(width, "width");
    Sizes.product(
        batch, channels, window.outputHeight(height), window.outputWidth(width), window.elements());
  }

  @Override
  public String kind() {
    return pass.of(function == Function.MAX ? "max-pool" : "average-pool");
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  public long outputHeight() {
    return window.outputHeight(height);
  }

  public long outputWidth() {
    return window.outputWidth(width);
  }

  @Override
  public List<Operand> inputs() {
    Operand x = new Operand("X", image(), Role.VARIABLE);
    return pass == Pass.FORWARD
        ? List.of(x)
        : List.of(x, new Operand("dY", result(), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(
        pass == Pass.FORWARD
            ? new Operand("Y", result(), Role.OUTPUT)
            : new Operand("dX", image(), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return batch * channels * outputHeight() * outputWidth() * window.elements();
  }

  @Override
  public long reductionLength() {
    return window.elements();
  }

  private TensorSpec image() {
    return TensorSpec.of(dtype, batch, channels, height, width);
  }

  private TensorSpec result() {
    return TensorSpec.of(dtype, batch, channels, outputHeight(), outputWidth());
  }
}
