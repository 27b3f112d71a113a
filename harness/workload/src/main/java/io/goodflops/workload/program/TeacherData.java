package io.goodflops.workload.program;

import io.goodflops.workload.data.Counter;

/**
 * Data for which a loss can fall: random inputs, and as labels the answers of a fixed random
 * teacher, a linear map. Number i follows from the seed and i alone.
 */
public final class TeacherData {
  private static final int TEACHER = 1000;
  private static final int LOOKED_AT = 64;

  private TeacherData() {}

  /** Numbers in [-1, 1) that 16-bit types hold exactly. */
  public static double[] inputs(long seed, int count) {
    long key = Counter.key(seed, 0);
    double[] x = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = (Counter.below(key, i, 256) - 128) / 128.0;
    }
    return x;
  }

  /** Weights as they are at the start: uniform in ±√(3 ÷ rows), which keeps the variance. */
  public static double[] weights(long seed, int rows, int columns) {
    long key = Counter.key(seed, 1);
    double bound = Math.sqrt(3.0 / rows);
    double[] w = new double[rows * columns];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (bound * (Counter.below(key, i, 1 << 20) / (double) (1 << 19) - 1));
    }
    return w;
  }

  /** The class that the teacher gives each row: it looks at the first columns alone. */
  public static double[] labels(double[] x, int columns, int classes) {
    double[] teacher = weights(TEACHER, LOOKED_AT, classes);
    double[] labels = new double[x.length / columns];
    for (int row = 0; row < labels.length; row++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        double sum = 0;
        for (int i = 0; i < Math.min(LOOKED_AT, columns); i++) {
          sum += x[row * columns + i] * teacher[i * classes + c];
        }
        if (sum > best) {
          best = sum;
          labels[row] = c;
        }
      }
    }
    return labels;
  }
}
