package io.goodflops.workload.program;

import static io.goodflops.spi.Activation.Function.RELU;

import io.goodflops.spi.DType;
import io.goodflops.spi.Pool2d;
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
public record Bottleneck(long batch, long channels, long inner, long size, long classes)
    implements TrainingModel {
  @Override
  public String kind() {
    return "bottleneck";
  }

  @Override
  public String sizes() {
    return "bottleneck-" + channels + "-" + inner + "-" + size + "-b" + batch;
  }

  /** As He et al. 2016 trained, but for the rate: 0.1 is for batches of 256. */
  @Override
  public Optimizer optimizer() {
    return new Optimizer.Momentum(0.02, 0.9, 1e-4);
  }

  @Override
  public TrainingModel miniature() {
    return new Bottleneck(4, 8, 4, 5, 6);
  }

  @Override
  public TrainingStep step(DType storage, Optimizer optimizer, Variant variant) {
    if (!variant.lengths().isEmpty()) {
      throw new IllegalArgumentException(
          "lengths are those of sequences, and " + kind() + " has none");
    }
    ProgramBuilder b = new ProgramBuilder(sizes(), storage, variant.checkpoint());
    DenseLayers dense = new DenseLayers(b);
    ImageLayers images = new ImageLayers(b);
    Value x = b.input(Mlp.X, new Start.Inputs(), batch, channels, size, size);
    Value labels = b.indices(Mlp.LABELS, new Start.Labels(channels * size * size, classes), batch);
    Value first = dense.activation(RELU, convolution(b, images, 1, x, inner, 1));
    Value second = dense.activation(RELU, convolution(b, images, 2, first, inner, 3));
    Value third = convolution(b, images, 3, second, channels, 1);
    Value out = dense.activation(RELU, dense.add(x, third));
    Value pooled = images.pool(Pool2d.Function.AVERAGE, out, Window2d.square(size, 1, 0));
    Value logits =
        dense.matmul(
            b.view(pooled, batch, channels), b.weights("classifier", channels, channels, classes));
    dense.crossEntropy(logits, labels);
    return b.build(optimizer);
  }

  private static Value convolution(
      ProgramBuilder b, ImageLayers images, int number, Value x, long outChannels, long kernel) {
    long fanIn = x.size(1) * kernel * kernel;
    Value w = b.weights("w" + number, fanIn, outChannels, x.size(1), kernel, kernel);
    Value y = images.conv2d(x, w, 1, kernel / 2);
    return images.batchNorm(
        y, b.scales("gamma" + number, outChannels), b.keptShifts("beta" + number, outChannels));
  }
}
