package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.MathMode;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.UnsupportedOpException;

/** The probe of matrix units, where kernels/matrix.cu knows the device's. */
final class MatrixKernels {
  /** Lanes of the widest warp: those of a narrower one find no tile and end at once. */
  private static final int WARP = 64;

  private MatrixKernels() {}

  static void chain(MatrixChain op, Plan plan) throws UnsupportedOpException {
    MathMode mode = op.compute().mathMode();
    if (mode != MathMode.STRICT && mode != MathMode.TF32) {
      throw new UnsupportedOpException("no matrix unit multiplies " + mode + " here");
    }
    KernelFile file = mode == MathMode.TF32 ? KernelFile.MATRIX_TF32 : KernelFile.MATRIX;
    plan.all(
        file.kernel("tiles", op.dtype()),
        Plan.ceil(op.tiles(), Plan.BLOCK / WARP),
        Plan.BLOCK,
        op.tiles(),
        op.steps());
  }
}
