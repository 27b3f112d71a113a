package io.goodflops.workload.verify;

import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.Triad;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;

/**
 * Whole outputs by plain loops in FP64: slow and obviously right, for small ops.
 *
 * <p>Integers wrap as they do in two's complement. Floating-point outputs are not rounded to the
 * op's output type, except along an FMA chain, where each step rounds.
 */
public final class Oracle {
  private Oracle() {}

  /** The op's only output. */
  public static double[] output(Op op, Pattern pattern, long seed) {
    double[][] in = new double[op.inputs().size()][];
    for (int i = 0; i < in.length; i++) {
      in[i] = new double[Math.toIntExact(op.inputs().get(i).spec().elements())];
      InputData.source(op, i, pattern, seed).read(0, in[i], 0, in[i].length);
    }
    if (op instanceof MatMul matmul) {
      return product(matmul, in[0], in[1]);
    }
    if (op instanceof Copy) {
      return in[0];
    }
    if (op instanceof Read read) {
      return read(read, in[0]);
    }
    if (op instanceof Triad triad) {
      return triad(triad, in[0], in[1]);
    }
    if (op instanceof FmaChain chain) {
      return chain(chain, in[0], in[1], in[2]);
    }
    if (op instanceof MatrixChain chain) {
      return tiles(chain, in[0], in[1], in[2]);
    }
    throw new IllegalArgumentException("no oracle for " + op.kind());
  }

  /** A product of given numbers. */
  public static double[] product(MatMul op, double[] a, double[] b) {
    int m = (int) op.m();
    int n = (int) op.n();
    int k = (int) op.k();
    double[] c = new double[Math.toIntExact(op.batch() * m * n)];
    for (int batch = 0; batch < op.batch(); batch++) {
      for (int row = 0; row < m; row++) {
        for (int column = 0; column < n; column++) {
          double sum = 0;
          for (int i = 0; i < k; i++) {
            double left = a[batch * m * k + (op.transposeA() ? i * m + row : row * k + i)];
            double right = b[batch * k * n + (op.transposeB() ? column * k + i : i * n + column)];
            sum =
                op.storage().isInteger()
                    ? (int) ((long) sum + ((long) left) * ((long) right))
                    : sum + left * right;
          }
          c[(batch * m + row) * n + column] = sum;
        }
      }
    }
    return c;
  }

  private static double[] read(Read op, double[] x) {
    double sum = 0;
    for (double value : x) {
      sum = op.dtype().isInteger() ? (int) (long) (sum + value) : sum + value;
    }
    return new double[] {sum};
  }

  private static double[] triad(Triad op, double[] a, double[] b) {
    double[] y = new double[a.length];
    for (int i = 0; i < y.length; i++) {
      double value = a[i] + Triad.SCALAR * b[i];
      y[i] = op.dtype().isInteger() ? Encoding.round(op.dtype(), value) : value;
    }
    return y;
  }

  private static double[] chain(FmaChain op, double[] x, double[] a, double[] b) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i];
      int k = i % FmaChain.FACTORS;
      for (long step = 0; step < op.steps(); step++) {
        y[i] = step(op.dtype(), y[i], a[k], b[k]);
      }
    }
    return y;
  }

  private static double[] tiles(MatrixChain op, double[] x, double[] a, double[] b) {
    double[] y = x.clone();
    for (int at = 0; at < y.length; at++) {
      int i = at / MatrixChain.SIZE % MatrixChain.SIZE;
      int j = at % MatrixChain.SIZE;
      for (long step = 0; step < op.steps(); step++) {
        for (int k = 0; k < MatrixChain.DEPTH; k++) {
          y[at] += a[i * MatrixChain.DEPTH + k] * b[k * MatrixChain.SIZE + j];
        }
      }
    }
    return y;
  }

  private static double step(DType dtype, double x, double a, double b) {
    return switch (dtype) {
      case FP64 -> Math.fma(x, a, b);
      case FP32 -> Math.fma((float) x, (float) a, (float) b);
      case BF16, FP16, FP8_E4M3, FP8_E5M2 -> Encoding.round(dtype, Math.fma(x, a, b));
      case INT32 -> (int) (((long) x) * ((long) a) + (long) b);
      case INT8 -> (byte) (((long) x) * ((long) a) + (long) b);
    };
  }
}
