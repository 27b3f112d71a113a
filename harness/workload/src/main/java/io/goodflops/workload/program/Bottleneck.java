package io.goodflops.workload.program;

import static io.goodflops.spi.Activation.Function.RELU;

import io.goodflops.spi.DType;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Program;
import io.goodflops.spi.Window2d;

/**
 * A bottleneck block of ResNet-50 (He et al. 2016): convolutions 1×1, 3×3 and 1×1, each with batch
 * normalisation, around them a residual connection; behind it average pooling and a classifier, so
 * that there is a loss.
 *
 * <p>Its published size in stage 2 is 256 channels, 64 inside, 56×56.
 *
 * @param channels in and out
 * @param inner channels inside
 * @param size height and width
 */
public record Bottleneck(long batch, long channels, long inner, long size, long classes) {
  /** The step in one storage type. */
  public Program program(DType storage, Optimizer optimizer) {
    ProgramBuilder b =
        new ProgramBuilder(
            "bottleneck-" + channels + "-" + inner + "-" + size + "-b" + batch, storage);
    DenseLayers dense = new DenseLayers(b);
    ImageLayers images = new ImageLayers(b);
    Value x = b.input(Mlp.X, batch, channels, size, size);
    Value labels = b.indices(Mlp.LABELS, batch);
    Value first = dense.activation(RELU, convolution(b, images, 1, x, inner, 1));
    Value second = dense.activation(RELU, convolution(b, images, 2, first, inner, 3));
    Value third = convolution(b, images, 3, second, channels, 1);
    Value out = dense.activation(RELU, dense.add(x, third));
    Value pooled = images.pool(Pool2d.Function.AVERAGE, out, Window2d.square(size, 1, 0));
    Value logits =
        dense.matmul(b.view(pooled, batch, channels), b.parameter("classifier", channels, classes));
    dense.crossEntropy(logits, labels);
    return b.build(optimizer);
  }

  private static Value convolution(
      ProgramBuilder b, ImageLayers images, int number, Value x, long outChannels, long kernel) {
    Value w = b.parameter("w" + number, outChannels, x.size(1), kernel, kernel);
    Value y = images.conv2d(x, w, 1, kernel / 2);
    return images.batchNorm(
        y, b.master("gamma" + number, outChannels), b.master("beta" + number, outChannels));
  }
}
