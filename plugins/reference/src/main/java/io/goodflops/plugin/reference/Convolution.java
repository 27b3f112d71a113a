package io.goodflops.plugin.reference;

import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.Window2d;
import java.util.Arrays;

/**
 * All three passes are one walk over the products x·w that belong to y; they differ only in which
 * of the three tensors is the sum. Innermost lies a row of the result: its elements meet a row of
 * the image, a stride apart, and a single weight. Sums are kept in the accumulator's own type.
 */
final class Convolution implements Runnable {
  private final Conv2d op;
  private final Tensor a;
  private final Tensor b;
  private final Tensor c;
  private final Products products;

  Convolution(Conv2d op, Tensor a, Tensor b, Tensor c) {
    this.op = op;
    this.a = a;
    this.b = b;
    this.c = c;
    this.products =
        op.compute().accumulate() == DType.FP64
            ? new DoubleProducts(a.elements(), b.elements(), c.elements())
            : new FloatProducts(a.elements(), b.elements(), c.elements());
  }

  @Override
  public void run() {
    products.load(a, b);
    int inChannels = (int) op.inChannels();
    int outChannels = (int) op.outChannels();
    int kernel = (int) op.window().elements();
    int image = (int) (op.height() * op.width());
    int result = (int) (op.outputHeight() * op.outputWidth());
    for (int n = 0; n < op.batch(); n++) {
      for (int out = 0; out < outChannels; out++) {
        for (int in = 0; in < inChannels; in++) {
          plane(
              (n * inChannels + in) * image,
              (out * inChannels + in) * kernel,
              (n * outChannels + out) * result);
        }
      }
    }
    for (int i = 0; i < c.elements(); i++) {
      c.set(i, products.sum(i));
    }
  }

  /** One plane of the image, of the weights and of the result; given is where each begins. */
  private void plane(int x, int w, int y) {
    Window2d window = op.window();
    int height = (int) op.height();
    int width = (int) op.width();
    int outputHeight = (int) op.outputHeight();
    int outputWidth = (int) op.outputWidth();
    int strideHeight = (int) window.strideHeight();
    int strideWidth = (int) window.strideWidth();
    for (int i = 0; i < window.height(); i++) {
      int up = (int) window.padHeight() - i;
      int firstRow = first(up, strideHeight);
      int endRow = end(up, strideHeight, height, outputHeight);
      for (int j = 0; j < window.width(); j++) {
        int left = (int) window.padWidth() - j;
        int first = first(left, strideWidth);
        int n = end(left, strideWidth, width, outputWidth) - first;
        for (int row = firstRow; row < endRow; row++) {
          row(
              x + (row * strideHeight - up) * width + first * strideWidth - left,
              strideWidth,
              w + i * (int) window.width() + j,
              y + row * outputWidth + first,
              n);
        }
      }
    }
  }

  private void row(int x, int stride, int w, int y, int n) {
    switch (op.pass()) {
      case FORWARD -> products.addScaled(y, 1, x, stride, w, n);
      case BACKWARD_DATA -> products.addScaled(x, stride, y, 1, w, n);
      default -> products.addDot(w, x, stride, y, n);
    }
  }

  /** The first output o whose element o·stride − back is not in the padding before the image. */
  private static int first(int back, int stride) {
    return Math.max(0, -Math.floorDiv(-back, stride));
  }

  /** One after the last output whose element is not in the padding behind the image. */
  private static int end(int back, int stride, int size, int outputs) {
    return Math.min(outputs, Math.floorDiv(size - 1 + back, stride) + 1);
  }

  /** Two operands and sums of their products, in the accumulator's type. */
  private interface Products {
    /** Takes new operands and starts all sums at 0. */
    void load(Tensor a, Tensor b);

    /** Adds the product of b's element {@code factor} with each of {@code n} elements of a. */
    void addScaled(int to, int toStep, int from, int fromStep, int factor, int n);

    /** Adds the {@code n} products of a's elements, {@code step} apart, and b's. */
    void addDot(int to, int from, int step, int others, int n);

    double sum(int index);
  }

  private static final class DoubleProducts implements Products {
    private final double[] a;
    private final double[] b;
    private final double[] sums;

    DoubleProducts(int a, int b, int sums) {
      this.a = new double[a];
      this.b = new double[b];
      this.sums = new double[sums];
    }

    @Override
    public void load(Tensor left, Tensor right) {
      for (int i = 0; i < a.length; i++) {
        a[i] = left.get(i);
      }
      for (int i = 0; i < b.length; i++) {
        b[i] = right.get(i);
      }
      Arrays.fill(sums, 0);
    }

    @Override
    public void addScaled(int to, int toStep, int from, int fromStep, int factor, int n) {
      double f = b[factor];
      for (int i = 0; i < n; i++) {
        sums[to + i * toStep] += a[from + i * fromStep] * f;
      }
    }

    @Override
    public void addDot(int to, int from, int step, int others, int n) {
      double sum = sums[to];
      for (int i = 0; i < n; i++) {
        sum += a[from + i * step] * b[others + i];
      }
      sums[to] = sum;
    }

    @Override
    public double sum(int index) {
      return sums[index];
    }
  }

  private static final class FloatProducts implements Products {
    private final float[] a;
    private final float[] b;
    private final float[] sums;

    FloatProducts(int a, int b, int sums) {
      this.a = new float[a];
      this.b = new float[b];
      this.sums = new float[sums];
    }

    @Override
    public void load(Tensor left, Tensor right) {
      for (int i = 0; i < a.length; i++) {
        a[i] = (float) left.get(i);
      }
      for (int i = 0; i < b.length; i++) {
        b[i] = (float) right.get(i);
      }
      Arrays.fill(sums, 0);
    }

    @Override
    public void addScaled(int to, int toStep, int from, int fromStep, int factor, int n) {
      float f = b[factor];
      for (int i = 0; i < n; i++) {
        sums[to + i * toStep] += a[from + i * fromStep] * f;
      }
    }

    @Override
    public void addDot(int to, int from, int step, int others, int n) {
      float sum = sums[to];
      for (int i = 0; i < n; i++) {
        sum += a[from + i * step] * b[others + i];
      }
      sums[to] = sum;
    }

    @Override
    public double sum(int index) {
      return sums[index];
    }
  }
}
