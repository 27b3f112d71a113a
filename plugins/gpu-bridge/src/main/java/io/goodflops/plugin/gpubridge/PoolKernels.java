package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;

/** Pooling, a thread for each element of what is written. */
final class PoolKernels {
  /** Positions in a plane are counted in 32 bits. */
  private static final long LARGEST_PLANE = 1 << 29;

  private PoolKernels() {}

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

  /** Refuses planes whose positions kernels cannot count. */
  static void requirePlane(long height, long width, Window2d window) throws UnsupportedOpException {
    // padding is less than the window
    long tall = Math.max(height, Math.max(window.height(), window.strideHeight()));
    long broad = Math.max(width, Math.max(window.width(), window.strideWidth()));
    if (tall > LARGEST_PLANE / broad) {
      throw new UnsupportedOpException(
          "a plane, window or stride of " + tall + " by " + broad + " is too large here");
    }
  }
}
