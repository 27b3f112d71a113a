package io.goodflops.plugin.reference;

import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Read;
import io.goodflops.spi.Triad;
import java.util.List;

/** The ops that walk over flat tensors. */
final class StreamOps {
  /** Chains that take their steps together: few enough for the first-level cache. */
  private static final int CHAINS_AT_ONCE = 256;

  private StreamOps() {}

  /** Copies bytes, not numbers: every bit pattern survives. */
  static void copy(ReferenceBuffer x, ReferenceBuffer y) {
    System.arraycopy(x.bytes(), 0, y.bytes(), 0, x.bytes().length);
  }

  static void read(Read op, ReferenceBuffer x, ReferenceBuffer y) {
    DType accumulate = op.compute().accumulate();
    byte[] bytes = x.bytes();
    double sum = 0;
    for (int i = 0; i < op.elements(); i++) {
      sum = Elements.round(accumulate, sum + Elements.get(bytes, op.dtype(), i));
    }
    Elements.set(y.bytes(), accumulate, 0, sum);
  }

  /** Product and sum are rounded to the accumulator's type, the result to the storage type. */
  static void triad(Triad op, ReferenceBuffer a, ReferenceBuffer b, ReferenceBuffer y) {
    DType accumulate = op.compute().accumulate();
    for (int i = 0; i < op.elements(); i++) {
      double product =
          Elements.round(accumulate, Triad.SCALAR * Elements.get(b.bytes(), op.dtype(), i));
      double sum = Elements.round(accumulate, Elements.get(a.bytes(), op.dtype(), i) + product);
      Elements.set(y.bytes(), op.dtype(), i, Elements.round(op.dtype(), sum));
    }
  }

  /**
   * Chains do not wait for one another, so a step is made in many of them before the next: one
   * after the other they would show how long an operation takes, not how many the chip can do.
   */
  static void fmaChain(FmaChain op, List<ReferenceBuffer> inputs, ReferenceBuffer y) {
    for (int first = 0; first < op.chains(); first += CHAINS_AT_ONCE) {
      int n = (int) Math.min(CHAINS_AT_ONCE, op.chains() - first);
      double[] x = values(op.dtype(), inputs.get(0), first, op.chains(), n);
      double[] a = values(op.dtype(), inputs.get(1), first, FmaChain.FACTORS, n);
      double[] b = values(op.dtype(), inputs.get(2), first, FmaChain.FACTORS, n);
      double[] end = op.dtype() == DType.FP32 ? floats(op, x, a, b) : steps(op, x, a, b);
      for (int i = 0; i < n; i++) {
        Elements.set(y.bytes(), op.dtype(), first + i, end[i]);
      }
    }
  }

  /** Products are added to an element's sum one after the other, each sum rounded. */
  static void matrixChain(MatrixChain op, List<ReferenceBuffer> inputs, ReferenceBuffer y) {
    DType sums = op.compute().accumulate();
    int tile = MatrixChain.SIZE * MatrixChain.SIZE;
    int operand = MatrixChain.SIZE * MatrixChain.DEPTH;
    double[] a = values(op.dtype(), inputs.get(1), 0, operand, operand);
    double[] b = values(op.dtype(), inputs.get(2), 0, operand, operand);
    for (int first = 0; first < op.tiles() * tile; first += tile) {
      double[] c = values(sums, inputs.get(0), first, op.tiles() * tile, tile);
      for (long step = 0; step < op.steps(); step++) {
        for (int i = 0; i < c.length; i++) {
          int row = i / MatrixChain.SIZE;
          int column = i % MatrixChain.SIZE;
          for (int k = 0; k < MatrixChain.DEPTH; k++) {
            double product = a[row * MatrixChain.DEPTH + k] * b[k * MatrixChain.SIZE + column];
            c[i] = Elements.round(sums, c[i] + Elements.round(sums, product));
          }
        }
      }
      for (int i = 0; i < tile; i++) {
        Elements.set(y.bytes(), sums, first + i, c[i]);
      }
    }
  }

  /** {@code n} values from {@code first} on, of a tensor that starts again after {@code length}. */
  private static double[] values(DType dtype, ReferenceBuffer from, int first, long length, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = Elements.get(from.bytes(), dtype, (int) ((first + i) % length));
    }
    return values;
  }

  private static double[] steps(FmaChain op, double[] x, double[] a, double[] b) {
    for (long step = 0; step < op.steps(); step++) {
      if (op.dtype() == DType.FP64) {
        step(x, a, b);
      } else {
        for (int i = 0; i < x.length; i++) {
          x[i] = multiplyAdd(op.dtype(), x[i], a[i], b[i]);
        }
      }
    }
    return x;
  }

  private static void step(double[] x, double[] a, double[] b) {
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.fma(x[i], a[i], b[i]);
    }
  }

  /** The same in the type itself: the JIT makes vector instructions of it. */
  private static double[] floats(FmaChain op, double[] x, double[] a, double[] b) {
    float[] xs = floats(x);
    float[] as = floats(a);
    float[] bs = floats(b);
    for (long step = 0; step < op.steps(); step++) {
      step(xs, as, bs);
    }
    for (int i = 0; i < x.length; i++) {
      x[i] = xs[i];
    }
    return x;
  }

  private static void step(float[] x, float[] a, float[] b) {
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.fma(x[i], a[i], b[i]);
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** x·a + b with one rounding, to the storage type: a type that Java has no multiply-add for. */
  private static double multiplyAdd(DType dtype, double x, double a, double b) {
    return switch (dtype) {
      case FP64, FP32 -> throw new IllegalArgumentException(dtype + " has steps of its own");
      // the product of two small floats is exact in a double
      case BF16, FP16, FP8_E4M3, FP8_E5M2 -> Elements.round(dtype, x * a + b);
      case INT32 -> ((int) x) * ((int) a) + (int) b;
      case INT8 -> (byte) (((int) x) * ((int) a) + (int) b);
    };
  }
}
