package io.goodflops.workload.training;

import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Softmax;
import java.util.List;

/** Softmax and what follows it. */
final class Rows {
  private Rows() {}

  /**
   * Some rows.
   *
   * @param first number of the first row: how much a row sees may depend on it
   */
  static Expected softmax(Softmax op, long first, double[][] in) {
    int width = (int) op.width();
    double[] out = new double[in[0].length];
    double[] scales = new double[out.length];
    for (int row = 0; row < out.length / width; row++) {
      int start = row * width;
      int seen = (int) op.visible(first + row);
      if (op.pass() == Pass.FORWARD) {
        softmax(in[0], start, seen, op.scale(), out, scales);
      } else {
        gradient(in[0], in[1], start, seen, op.scale(), out, scales);
      }
    }
    return new Expected(out, scales);
  }

  private static void softmax(
      double[] x, int start, int seen, double scale, double[] y, double[] scales) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int e = start; e < start + seen; e++) {
      largest = Math.max(largest, scale * x[e]);
    }
    double sum = 0;
    for (int e = start; e < start + seen; e++) {
      y[e] = Math.exp(scale * x[e] - largest);
      sum += y[e];
    }
    for (int e = start; e < start + seen; e++) {
      y[e] /= sum;
      scales[e] = y[e] * (2 + Math.abs(scale * x[e]) + Math.abs(largest));
    }
  }

  private static void gradient(
      double[] y, double[] dy, int start, int seen, double scale, double[] dx, double[] scales) {
    double sum = 0;
    double size = 0;
    for (int e = start; e < start + seen; e++) {
      sum += y[e] * dy[e];
      size += Math.abs(y[e] * dy[e]);
    }
    for (int e = start; e < start + seen; e++) {
      dx[e] = scale * y[e] * (dy[e] - sum);
      scales[e] = scale * Math.abs(y[e]) * (Math.abs(dy[e]) + size);
    }
  }

  /** Some rows: the gradient is of the mean of all. */
  static List<Expected> crossEntropy(CrossEntropy op, double[] x, double[] labels) {
    int rows = labels.length;
    int classes = (int) op.classes();
    double[] losses = new double[rows];
    double[] lossScales = new double[rows];
    double[] dx = new double[x.length];
    double[] scales = new double[x.length];
    for (int row = 0; row < rows; row++) {
      int start = row * classes;
      int label = start + (int) labels[row];
      softmax(x, start, classes, 1, dx, scales);
      double largest = Double.NEGATIVE_INFINITY;
      for (int e = start; e < start + classes; e++) {
        largest = Math.max(largest, x[e]);
      }
      double sum = 0;
      for (int e = start; e < start + classes; e++) {
        sum += Math.exp(x[e] - largest);
      }
      losses[row] = Math.log(sum) + largest - x[label];
      lossScales[row] = 1 + Math.log(sum) + Math.abs(largest) + Math.abs(x[label]);
      dx[label] -= 1;
      scales[label] += 1;
      for (int e = start; e < start + classes; e++) {
        dx[e] /= op.rows();
        scales[e] /= op.rows();
      }
    }
    return List.of(new Expected(losses, lossScales), new Expected(dx, scales));
  }
}
