package io.goodflops.plugin.reference;

import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Read;
import io.goodflops.spi.Triad;
import java.util.List;

/** The ops that walk over flat tensors. */
final class StreamOps {
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

  static void fmaChain(FmaChain op, List<ReferenceBuffer> inputs, ReferenceBuffer y) {
    for (int chain = 0; chain < op.chains(); chain++) {
      double x = Elements.get(inputs.get(0).bytes(), op.dtype(), chain);
      double a = Elements.get(inputs.get(1).bytes(), op.dtype(), chain % FmaChain.FACTORS);
      double b = Elements.get(inputs.get(2).bytes(), op.dtype(), chain % FmaChain.FACTORS);
      for (long step = 0; step < op.steps(); step++) {
        x = multiplyAdd(op.dtype(), x, a, b);
      }
      Elements.set(y.bytes(), op.dtype(), chain, x);
    }
  }

  /** x·a + b with one rounding, to the storage type. */
  private static double multiplyAdd(DType dtype, double x, double a, double b) {
    return switch (dtype) {
      case FP64 -> Math.fma(x, a, b);
      case FP32 -> Math.fma((float) x, (float) a, (float) b);
      // the product of two 16-bit floats is exact in a double
      case BF16, FP16 -> Elements.round(dtype, x * a + b);
      case INT32 -> ((int) x) * ((int) a) + (int) b;
      case INT8 -> (byte) (((int) x) * ((int) a) + (int) b);
    };
  }
}
