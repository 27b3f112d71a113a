package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * Convolution as networks use it (a cross-correlation), with gradients of data and weights.
 *
 * <p>Shapes: X is (batch, inChannels, height, width), W (outChannels, inChannels, kernel height,
 * kernel width), Y (batch, outChannels, output height, output width); gradients as what they are
 * of. FORWARD reads X and W and writes Y; BACKWARD_DATA reads dY and W and writes dX;
 * BACKWARD_WEIGHTS reads X and dY and writes dW.
 *
 * <p>FLOPs: 2·batch·outChannels·output height·output width·inChannels·kernel elements in each pass,
 * the direct method's count; products with padding count, faster algorithms earn no credit.
 *
 * @param storage type of what is read
 * @param output type of what is written
 * @param roleW {@link Role#CONSTANT} if W stays as it is, as in inference; {@link Role#VARIABLE} if
 *     it changes from step to step, as in training, and where it is not read
 */
public record Conv2d(
    Pass pass,
    long batch,
    long inChannels,
    long outChannels,
    long height,
    long width,
    Window2d window,
    DType storage,
    Compute compute,
    DType output,
    Role roleW)
    implements TrainingOp {
  public Conv2d {
    if (pass == Pass.BACKWARD) {
      throw new IllegalArgumentException("a convolution's backward passes are two ops");
    }
    Sizes.requirePositive(batch, "batch");
    Sizes.requirePositive(inChannels, "inChannels");
    Sizes.requirePositive(outChannels, "outChannels");
    Sizes.requirePositive(height, "height");
    Sizes.requirePositive(width, "width");
    Objects.requireNonNull(compute, "compute");
    Sizes.requireFloat(storage, "storage");
    Sizes.requireFloat(output, "output");
    if (roleW != Role.VARIABLE && (roleW != Role.CONSTANT || pass == Pass.BACKWARD_WEIGHTS)) {
      throw new IllegalArgumentException("W is " + roleW + " in pass " + pass);
    }
    Sizes.product(
        2,
        batch,
        outChannels,
        window.outputHeight(height),
        window.outputWidth(width),
        inChannels,
        window.elements());
  }

  /** With the usual accumulator; what is written has the type of what is read. */
  public static Conv2d of(
      Pass pass,
      long batch,
      long inChannels,
      long outChannels,
      long size,
      Window2d window,
      DType storage) {
    return new Conv2d(
        pass,
        batch,
        inChannels,
        outChannels,
        size,
        size,
        window,
        storage,
        Compute.standard(storage),
        storage,
        pass == Pass.BACKWARD_WEIGHTS ? Role.VARIABLE : Role.CONSTANT);
  }

  @Override
  public String kind() {
    return pass.of("conv2d");
  }

  @Override
  public DType dtype() {
    return storage;
  }

  public long outputHeight() {
    return window.outputHeight(height);
  }

  public long outputWidth() {
    return window.outputWidth(width);
  }

  @Override
  public List<Operand> inputs() {
    return switch (pass) {
      case FORWARD ->
          List.of(
              new Operand("X", image(storage), Role.VARIABLE),
              new Operand("W", weights(storage), roleW));
      case BACKWARD_DATA ->
          List.of(
              new Operand("dY", result(storage), Role.VARIABLE),
              new Operand("W", weights(storage), roleW));
      default ->
          List.of(
              new Operand("X", image(storage), Role.VARIABLE),
              new Operand("dY", result(storage), Role.VARIABLE));
    };
  }

  @Override
  public List<Operand> outputs() {
    return List.of(
        switch (pass) {
          case FORWARD -> new Operand("Y", result(output), Role.OUTPUT);
          case BACKWARD_DATA -> new Operand("dX", image(output), Role.OUTPUT);
          default -> new Operand("dW", weights(output), Role.OUTPUT);
        });
  }

  @Override
  public long flops() {
    return 2
        * batch
        * outChannels
        * outputHeight()
        * outputWidth()
        * inChannels
        * window.elements();
  }

  @Override
  public long reductionLength() {
    return switch (pass) {
      case FORWARD -> inChannels * window.elements();
      case BACKWARD_DATA -> outChannels * window.elements();
      default -> batch * outputHeight() * outputWidth();
    };
  }

  private TensorSpec image(DType dtype) {
    return TensorSpec.of(dtype, batch, inChannels, height, width);
  }

  private TensorSpec weights(DType dtype) {
    return TensorSpec.of(dtype, outChannels, inChannels, window.height(), window.width());
  }

  private TensorSpec result(DType dtype) {
    return TensorSpec.of(dtype, batch, outChannels, outputHeight(), outputWidth());
  }
}
