package io.goodflops.plugin.cpu;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;

import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** MatMul in FP64 by OpenBLAS: oneDNN has none. */
final class BlasMatMul {
  private BlasMatMul() {}

  /** Asked of the jar, since the library itself is not loaded before it is needed. */
  static String versionText() {
    return "OpenBLAS "
        + Optional.ofNullable(openblas_nolapack.class.getPackage().getImplementationVersion())
            .map(version -> version.replaceFirst("-.*", ""))
            .orElse("");
  }

  static CpuKernel compile(CpuDevice device, Natives natives, MatMul op, Lane lane)
      throws UnsupportedOpException {
    if (lane == Lane.PACKED) {
      throw new UnsupportedOpException("OpenBLAS takes no packed operand");
    }
    if (op.compute().accumulate() != DType.FP64
        || op.compute().mathMode() != MathMode.STRICT
        || op.output() != DType.FP64) {
      throw new UnsupportedOpException("FP64 accumulates in FP64 and is stored as FP64");
    }
    long longest = Math.max(op.m(), Math.max(op.n(), op.k()));
    if (longest > Integer.MAX_VALUE || op.batch() > Integer.MAX_VALUE) {
      throw new UnsupportedOpException("OpenBLAS counts with 32 bits, a dimension is " + longest);
    }
    natives.setBlasThreads(device.threads());
    return new CpuKernel(
        device,
        op,
        versionText() + " dgemm",
        (inputs, outputs, workspace) ->
            work(
                op,
                pointers(inputs.get(0), op.m() * op.k(), op),
                pointers(inputs.get(1), op.k() * op.n(), op),
                pointers(outputs.get(0), op.m() * op.n(), op)));
  }

  private static Work work(MatMul op, DoublePointer[] a, DoublePointer[] b, DoublePointer[] c) {
    int m = (int) op.m();
    int n = (int) op.n();
    int k = (int) op.k();
    int transA = op.transposeA() ? CblasTrans : CblasNoTrans;
    int transB = op.transposeB() ? CblasTrans : CblasNoTrans;
    int lda = op.transposeA() ? m : k;
    int ldb = op.transposeB() ? k : n;
    return () -> {
      for (int i = 0; i < c.length; i++) {
        cblas_dgemm(CblasRowMajor, transA, transB, m, n, k, 1, a[i], lda, b[i], ldb, 0, c[i], n);
      }
      OpenMp.worked();
    };
  }

  private static DoublePointer[] pointers(CpuBuffer buffer, long elements, MatMul op) {
    DoublePointer[] pointers = new DoublePointer[(int) op.batch()];
    for (int i = 0; i < pointers.length; i++) {
      pointers[i] = new DoublePointer(new Address(buffer.address() + 8 * elements * i));
    }
    return pointers;
  }
}
