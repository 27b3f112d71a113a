package io.goodflops.plugin.reference;

import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Window2d;
import java.util.Arrays;
import java.util.List;

/**
 * Windows over the planes of an image, cut to what lies inside; since padding is less than the
 * kernel, something always does.
 */
final class Pooling implements Runnable {
  private final Pool2d op;
  private final List<Tensor> in;
  private final Tensor out;
  private final Accumulator acc;
  private final int height;
  private final int width;

  /** Gradients of one plane: windows overlap, and sums are not to be rounded to storage. */
  private final double[] gradients;

  Pooling(Pool2d op, List<Tensor> in, Tensor out) {
    this.op = op;
    this.in = in;
    this.out = out;
    this.acc = Accumulator.of(op.compute());
    this.height = (int) op.height();
    this.width = (int) op.width();
    this.gradients = new double[op.pass() == Pass.FORWARD ? 0 : height * width];
  }

  @Override
  public void run() {
    for (int plane = 0; plane < op.batch() * op.channels(); plane++) {
      Arrays.fill(gradients, 0);
      windows(plane);
      for (int i = 0; i < gradients.length; i++) {
        out.set(plane * gradients.length + i, gradients[i]);
      }
    }
  }

  private void windows(int plane) {
    Window2d window = op.window();
    int outputHeight = (int) op.outputHeight();
    int outputWidth = (int) op.outputWidth();
    for (int row = 0; row < outputHeight; row++) {
      int top = row * (int) window.strideHeight() - (int) window.padHeight();
      int bottom = Math.min(height, top + (int) window.height());
      for (int column = 0; column < outputWidth; column++) {
        int left = column * (int) window.strideWidth() - (int) window.padWidth();
        int right = Math.min(width, left + (int) window.width());
        int y = (plane * outputHeight + row) * outputWidth + column;
        window(plane * height * width, y, Math.max(0, top), bottom, Math.max(0, left), right);
      }
    }
  }

  private void window(int plane, int y, int top, int bottom, int left, int right) {
    boolean largest = op.function() == Pool2d.Function.MAX;
    if (op.pass() == Pass.FORWARD) {
      out.set(
          y,
          largest
              ? in.get(0).get(plane + largest(plane, top, bottom, left, right))
              : average(plane, top, bottom, left, right));
    } else if (largest) {
      add(largest(plane, top, bottom, left, right), in.get(1).get(y));
    } else {
      double share = acc.round(in.get(1).get(y) / ((bottom - top) * (right - left)));
      for (int i = top; i < bottom; i++) {
        for (int j = left; j < right; j++) {
          add(i * width + j, share);
        }
      }
    }
  }

  private void add(int at, double gradient) {
    gradients[at] = acc.round(gradients[at] + gradient);
  }

  private double average(int plane, int top, int bottom, int left, int right) {
    double sum = 0;
    for (int i = top; i < bottom; i++) {
      for (int j = left; j < right; j++) {
        sum = acc.round(sum + in.get(0).get(plane + i * width + j));
      }
    }
    return acc.round(sum / ((bottom - top) * (right - left)));
  }

  /** Where in the plane the first largest element is; not a number counts as largest. */
  private int largest(int plane, int top, int bottom, int left, int right) {
    int at = top * width + left;
    double best = in.get(0).get(plane + at);
    for (int i = top; i < bottom; i++) {
      for (int j = left; j < right; j++) {
        double value = in.get(0).get(plane + i * width + j);
        if (value > best || (Double.isNaN(value) && !Double.isNaN(best))) {
          best = value;
          at = i * width + j;
        }
      }
    }
    return at;
  }
}
