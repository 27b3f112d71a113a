package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import java.util.List;

/** Pooling, and convolutions as implicit matrix products. */
final class ImageKernels {
  /** Of C, which a block makes; kernels/convolution.cu knows it as well. */
  private static final long TILE = 64;

  private static final long SHORTEST_DEPTH = 512;
  private static final long DEPTH_STEP = 16;

  /** Positions in a plane are counted in 32 bits. */
  private static final long LARGEST_PLANE = 1 << 29;

  private ImageKernels() {}

  static void pool(Pool2d op, Plan plan) throws UnsupportedOpException {
    requirePlane(op.height(), op.width(), op.window());
    boolean forward = op.pass() == Pass.FORWARD;
    String kernel = op.function() == Pool2d.Function.MAX ? "max_pool" : "average_pool";
    long planes = op.batch() * op.channels();
    Window2d window = op.window();
    plan.threads(
        KernelFile.POOLING.kernel(forward ? kernel : kernel + "_backward", op.dtype()),
        planes * (forward ? op.outputHeight() * op.outputWidth() : op.height() * op.width()),
        plan.operands(),
        planes,
        op.height(),
        op.width(),
        op.outputHeight(),
        op.outputWidth(),
        window.height(),
        window.width(),
        window.strideHeight(),
        window.strideWidth(),
        window.padHeight(),
        window.padWidth());
  }

  static void convolution(Conv2d op, Plan plan) throws UnsupportedOpException {
    requirePlane(op.height(), op.width(), op.window());
    DType sums = Compute.standard(op.storage()).accumulate();
    if (!op.compute().equals(Compute.standard(op.storage()))
        || (op.output() != op.storage() && op.output() != sums)) {
      throw new UnsupportedOpException(
          "a convolution of "
              + op.storage()
              + " adds up in "
              + sums
              + ", math STRICT, and writes "
              + op.storage()
              + " or "
              + sums);
    }
    long result = op.outputHeight() * op.outputWidth();
    long rows = op.pass() == Pass.BACKWARD_DATA ? op.inChannels() : op.outChannels();
    long columns =
        switch (op.pass()) {
          case FORWARD -> op.batch() * result;
          case BACKWARD_DATA -> op.batch() * op.height() * op.width();
          default -> op.inChannels() * op.window().elements();
        };
    long tiles = Plan.ceil(rows, TILE) * Plan.ceil(columns, TILE);
    long depth = depth(op, plan.blocks(), tiles);
    long chunks = Plan.ceil(op.reductionLength(), depth);
    Plan.Part partial =
        chunks == 1 ? plan.operand(2) : plan.workspace(sums, chunks * rows * columns);
    boolean toSums = chunks > 1 || op.output() != op.storage();
    String kernel = toSums ? "convolve_to_sums" : "convolve";
    Window2d window = op.window();
    plan.add(
        KernelFile.CONVOLUTION.kernel(kernel, op.storage()),
        Math.min(chunks * tiles, Integer.MAX_VALUE),
        Plan.BLOCK,
        List.of(plan.operand(0), plan.operand(1), partial),
        op.batch(),
        op.inChannels(),
        op.outChannels(),
        op.height(),
        op.width(),
        op.outputHeight(),
        op.outputWidth(),
        window.height(),
        window.width(),
        window.strideHeight(),
        window.strideWidth(),
        window.padHeight(),
        window.padWidth(),
        depth,
        chunks,
        number(op.pass()));
    if (chunks > 1) {
      SumKernels.fold(plan, partial, plan.operand(2), op.output(), chunks, rows * columns);
    }
  }

  /** Of a chunk. Weights have few elements, and sums over all images. */
  private static long depth(Conv2d op, int blocks, long tiles) {
    long depth = op.reductionLength();
    if (op.pass() == Pass.BACKWARD_WEIGHTS) {
      depth = Math.max(SHORTEST_DEPTH, Plan.ceil(depth, Plan.ceil(blocks, 2 * tiles)));
    }
    return Plan.ceil(depth, DEPTH_STEP) * DEPTH_STEP;
  }

  /** What kernels/convolution.cu calls a pass. */
  private static long number(Pass pass) {
    return switch (pass) {
      case FORWARD -> 0;
      case BACKWARD_DATA -> 1;
      default -> 2;
    };
  }

  private static void requirePlane(long height, long width, Window2d window)
      throws UnsupportedOpException {
    // padding is less than the window
    long tall = Math.max(height, Math.max(window.height(), window.strideHeight()));
    long broad = Math.max(width, Math.max(window.width(), window.strideWidth()));
    if (tall > LARGEST_PLANE / broad) {
      throw new UnsupportedOpException(
          "a plane, window or stride of " + tall + " by " + broad + " is too large here");
    }
  }
}
