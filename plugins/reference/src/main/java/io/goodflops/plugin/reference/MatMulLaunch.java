package io.goodflops.plugin.reference;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Arrays;

/**
 * Three loops, in the order i-k-j so that the innermost one walks along rows. Sums are kept in the
 * accumulator's own type: a device that says FP32 must not be better than FP32, nor worse.
 */
final class MatMulLaunch implements Runnable {
  private final MatMul op;
  private final ReferenceBuffer a;
  private final ReferenceBuffer b;
  private final ReferenceBuffer c;
  private final Rows rows;

  private MatMulLaunch(MatMul op, ReferenceBuffer a, ReferenceBuffer b, ReferenceBuffer c) {
    this.op = op;
    this.a = a;
    this.b = b;
    this.c = c;
    int n = (int) op.n();
    int k = (int) op.k();
    this.rows =
        switch (op.compute().accumulate()) {
          case FP64 -> new DoubleRows(n, k);
          case FP32 -> new FloatRows(n, k);
          default -> new IntRows(n, k);
        };
  }

  /** Refuses what would not be calculated exactly as asked. */
  static ReferenceKernel.Binder compile(MatMul op) throws UnsupportedOpException {
    DType accumulate = op.compute().accumulate();
    if (op.compute().mathMode() != MathMode.STRICT) {
      throw new UnsupportedOpException(
          "math mode " + op.compute().mathMode() + ": only STRICT here");
    }
    boolean whole = op.storage().isInteger() && accumulate == DType.INT32;
    boolean real = !op.storage().isInteger() && sumsOf(op.storage(), accumulate);
    if (!whole && !real) {
      throw new UnsupportedOpException(op.storage() + " does not accumulate in " + accumulate);
    }
    if (whole ? op.output() != DType.INT32 : op.output().isInteger()) {
      throw new UnsupportedOpException(accumulate + " sums are not stored as " + op.output());
    }
    if (accumulate.isFp8() || op.output().isFp8()) {
      throw new UnsupportedOpException(
          "sums are neither kept nor written in FP8: no scale is given");
    }
    if (op.n() * op.k() > Integer.MAX_VALUE - 8 || op.n() > 1 << 28) {
      throw new UnsupportedOpException("B is too large for a Java array");
    }
    return (in, out) -> new MatMulLaunch(op, in.get(0), in.get(1), out.get(0));
  }

  /** Products are formed in the accumulator's type, so it must hold the operands. */
  private static boolean sumsOf(DType storage, DType accumulate) {
    return accumulate == DType.FP64 || (accumulate == DType.FP32 && storage != DType.FP64);
  }

  @Override
  public void run() {
    int m = (int) op.m();
    int n = (int) op.n();
    int k = (int) op.k();
    for (int batch = 0; batch < op.batch(); batch++) {
      for (int l = 0; l < k; l++) {
        for (int j = 0; j < n; j++) {
          int at = op.transposeB() ? j * k + l : l * n + j;
          rows.setB(l * n + j, Elements.get(b.bytes(), op.storage(), batch * k * n + at));
        }
      }
      for (int i = 0; i < m; i++) {
        rows.clear();
        for (int l = 0; l < k; l++) {
          int at = op.transposeA() ? l * m + i : i * k + l;
          rows.addRow(Elements.get(a.bytes(), op.storage(), batch * m * k + at), l * n);
        }
        for (int j = 0; j < n; j++) {
          double sum = Elements.round(op.output(), rows.sum(j));
          Elements.set(c.bytes(), op.output(), batch * m * n + i * n + j, sum);
        }
      }
    }
  }

  /** One row of sums, and the matrix B, in the accumulator's type. */
  private interface Rows {
    void setB(int index, double value);

    void clear();

    /** Adds {@code factor} times the row of B that starts at {@code start}. */
    void addRow(double factor, int start);

    double sum(int j);
  }

  private static final class DoubleRows implements Rows {
    private final double[] b;
    private final double[] sums;

    DoubleRows(int n, int k) {
      b = new double[n * k];
      sums = new double[n];
    }

    @Override
    public void setB(int index, double value) {
      b[index] = value;
    }

    @Override
    public void clear() {
      Arrays.fill(sums, 0);
    }

    @Override
    public void addRow(double factor, int start) {
      for (int j = 0; j < sums.length; j++) {
        sums[j] += factor * b[start + j];
      }
    }

    @Override
    public double sum(int j) {
      return sums[j];
    }
  }

  private static final class FloatRows implements Rows {
    private final float[] b;
    private final float[] sums;

    FloatRows(int n, int k) {
      b = new float[n * k];
      sums = new float[n];
    }

    @Override
    public void setB(int index, double value) {
      b[index] = (float) value;
    }

    @Override
    public void clear() {
      Arrays.fill(sums, 0);
    }

    @Override
    public void addRow(double factor, int start) {
      float f = (float) factor;
      for (int j = 0; j < sums.length; j++) {
        sums[j] += f * b[start + j];
      }
    }

    @Override
    public double sum(int j) {
      return sums[j];
    }
  }

  /** Sums wrap modulo 2^32. */
  private static final class IntRows implements Rows {
    private final int[] b;
    private final int[] sums;

    IntRows(int n, int k) {
      b = new int[n * k];
      sums = new int[n];
    }

    @Override
    public void setB(int index, double value) {
      b[index] = (int) value;
    }

    @Override
    public void clear() {
      Arrays.fill(sums, 0);
    }

    @Override
    public void addRow(double factor, int start) {
      int f = (int) factor;
      for (int j = 0; j < sums.length; j++) {
        sums[j] += f * b[start + j];
      }
    }

    @Override
    public double sum(int j) {
      return sums[j];
    }
  }
}
