package io.goodflops.plugin.reference;

import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.Softmax;

/** Ops with a softmax of each row. The largest element is subtracted, so that exp stays below 1. */
final class RowOps {
  private RowOps() {}

  /** {@code row} is scratch for one row. */
  static void softmax(Softmax op, Tensor x, Tensor y, double[] row) {
    Accumulator acc = Accumulator.of(op.compute());
    double scale = acc.round(op.scale());
    int width = (int) op.width();
    for (int i = 0; i < op.rows(); i++) {
      int visible = (int) op.visible(i);
      for (int j = 0; j < visible; j++) {
        row[j] = acc.round(scale * x.get(i * width + j));
      }
      double sum = exponentials(acc, row, visible, largest(row, visible));
      for (int j = 0; j < width; j++) {
        y.set(i * width + j, j < visible ? acc.round(row[j] / sum) : 0);
      }
    }
  }

  static void softmaxBackward(Softmax op, Tensor y, Tensor dy, Tensor dx) {
    Accumulator acc = Accumulator.of(op.compute());
    double scale = acc.round(op.scale());
    int width = (int) op.width();
    for (int i = 0; i < op.rows(); i++) {
      int visible = (int) op.visible(i);
      double sum = 0;
      for (int j = 0; j < visible; j++) {
        int at = i * width + j;
        sum = acc.round(sum + acc.round(y.get(at) * dy.get(at)));
      }
      for (int j = 0; j < width; j++) {
        int at = i * width + j;
        double scaled = acc.round(scale * y.get(at));
        dx.set(at, j < visible ? acc.round(scaled * acc.round(dy.get(at) - sum)) : 0);
      }
    }
  }

  /** {@code −log softmax} is {@code log Σ exp(x − max) − (x − max)}: no tiny number's logarithm. */
  static void crossEntropy(
      CrossEntropy op, Tensor x, Tensor labels, Tensor loss, Tensor dx, double[] row) {
    Accumulator acc = Accumulator.of(op.compute());
    int classes = (int) op.classes();
    int rows = (int) op.rows();
    for (int i = 0; i < rows; i++) {
      int label = labels.index(i, classes, "labels");
      for (int j = 0; j < classes; j++) {
        row[j] = x.get(i * classes + j);
      }
      double largest = largest(row, classes);
      double right = acc.round(row[label] - largest);
      double sum = exponentials(acc, row, classes, largest);
      loss.set(i, acc.round(acc.round(Math.log(sum)) - right));
      for (int j = 0; j < classes; j++) {
        double probability = acc.round(row[j] / sum);
        double error = j == label ? acc.round(probability - 1) : probability;
        dx.set(i * classes + j, acc.round(error / rows));
      }
    }
  }

  private static double largest(double[] row, int n) {
    double largest = row[0];
    for (int j = 1; j < n; j++) {
      largest = Math.max(largest, row[j]);
    }
    return largest;
  }

  /** Puts exp(x − largest) in place of x and gives the sum. */
  private static double exponentials(Accumulator acc, double[] row, int n, double largest) {
    double sum = 0;
    for (int j = 0; j < n; j++) {
      row[j] = acc.round(Math.exp(acc.round(row[j] - largest)));
      sum = acc.round(sum + row[j]);
    }
    return sum;
  }
}
