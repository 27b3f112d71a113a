package io.goodflops.workload.training;

import io.goodflops.spi.Conv2d;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Window2d;

/** The direct method, all three passes from one walk over the products. */
public final class Convolution {
  private Convolution() {}

  static Expected whole(Conv2d op, double[] a, double[] b) {
    return expected(sums(op, a, b), sums(op, squares(a), squares(b)));
  }

  /**
   * What to hold sums of products against.
   *
   * @param squares for each sum that of its squared products, which is used up
   */
  public static Expected expected(double[] values, double[] squares) {
    for (int i = 0; i < squares.length; i++) {
      squares[i] = Math.sqrt(squares[i]) + Math.abs(values[i]);
    }
    return new Expected(values, squares);
  }

  /** Each number squared. */
  public static double[] squares(double[] values) {
    double[] squares = new double[values.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = values[i] * values[i];
    }
    return squares;
  }

  /** The op's output from its two inputs. */
  public static double[] sums(Conv2d op, double[] a, double[] b) {
    double[] out = new double[Math.toIntExact(op.outputs().get(0).spec().elements())];
    double[] x = op.pass() == Pass.BACKWARD_DATA ? out : a;
    double[] w = op.pass() == Pass.BACKWARD_WEIGHTS ? out : b;
    double[] y =
        switch (op.pass()) {
          case FORWARD -> out;
          case BACKWARD_DATA -> a;
          default -> b;
        };
    Window2d window = op.window();
    int height = (int) op.height();
    int width = (int) op.width();
    int outHeight = (int) op.outputHeight();
    int outWidth = (int) op.outputWidth();
    int kernel = (int) window.elements();
    for (int n = 0; n < op.batch(); n++) {
      for (int co = 0; co < op.outChannels(); co++) {
        int yPlane = (int) (n * op.outChannels() + co) * outHeight * outWidth;
        for (int ci = 0; ci < op.inChannels(); ci++) {
          int xPlane = (int) (n * op.inChannels() + ci) * height * width;
          int filter = (int) (co * op.inChannels() + ci) * kernel;
          for (int k = 0; k < kernel; k++) {
            int down = k / (int) window.width() - (int) window.padHeight();
            int right = k % (int) window.width() - (int) window.padWidth();
            for (int i = 0; i < outHeight; i++) {
              int row = i * (int) window.strideHeight() + down;
              if (row >= 0 && row < height) {
                line(op, x, xPlane + row * width, w, filter + k, y, yPlane + i * outWidth, right);
              }
            }
          }
        }
      }
    }
    return out;
  }

  /** All products of one weight with one row of X. */
  private static void line(
      Conv2d op, double[] x, int xRow, double[] w, int weight, double[] y, int yRow, int right) {
    int stride = (int) op.window().strideWidth();
    int width = (int) op.width();
    int first = right >= 0 ? 0 : (-right + stride - 1) / stride;
    int end = (int) Math.min(op.outputWidth(), Math.floorDiv(width - 1 - right, stride) + 1L);
    int at = xRow + right;
    switch (op.pass()) {
      case FORWARD -> {
        double factor = w[weight];
        for (int j = first; j < end; j++) {
          y[yRow + j] += factor * x[at + j * stride];
        }
      }
      case BACKWARD_DATA -> {
        double factor = w[weight];
        for (int j = first; j < end; j++) {
          x[at + j * stride] += factor * y[yRow + j];
        }
      }
      default -> {
        double sum = 0;
        for (int j = first; j < end; j++) {
          sum += x[at + j * stride] * y[yRow + j];
        }
        w[weight] += sum;
      }
    }
  }
}
