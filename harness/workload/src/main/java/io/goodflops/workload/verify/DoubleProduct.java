package io.goodflops.workload.verify;

import java.io.IOException;

/**
 * A stored matrix times several vectors, in FP64.
 *
 * @param rows stored rows
 * @param columns stored columns, contiguous
 * @param transposed whether the matrix meant is the stored one's transpose
 */
record DoubleProduct(long firstElement, int rows, int columns, boolean transposed) {
  private static final int CHUNK = 2048;

  /** Elements in storage order. */
  interface Elements {
    void read(long first, double[] target, int from, int count) throws IOException;
  }

  /** One result for each vector, as long as the matrix meant has rows. */
  double[][] times(Elements elements, double[][] vectors) throws IOException {
    double[][] results = new double[vectors.length][transposed ? columns : rows];
    double[] chunk = new double[CHUNK];
    long total = (long) rows * columns;
    int row = 0;
    int column = 0;
    for (long done = 0; done < total; ) {
      int count = (int) Math.min(CHUNK, total - done);
      elements.read(firstElement + done, chunk, 0, count);
      for (int at = 0; at < count; ) {
        int run = Math.min(count - at, columns - column);
        for (int v = 0; v < vectors.length; v++) {
          if (transposed) {
            addScaled(chunk, at, run, vectors[v][row], results[v], column);
          } else {
            results[v][row] += dot(chunk, at, run, vectors[v], column);
          }
        }
        at += run;
        column += run;
        if (column == columns) {
          column = 0;
          row++;
        }
      }
      done += count;
    }
    return results;
  }

  private static double dot(double[] chunk, int at, int run, double[] vector, int column) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    int whole = run & ~3;
    for (; i < whole; i += 4) {
      s0 += chunk[at + i] * vector[column + i];
      s1 += chunk[at + i + 1] * vector[column + i + 1];
      s2 += chunk[at + i + 2] * vector[column + i + 2];
      s3 += chunk[at + i + 3] * vector[column + i + 3];
    }
    for (; i < run; i++) {
      s0 += chunk[at + i] * vector[column + i];
    }
    return s0 + s1 + s2 + s3;
  }

  private static void addScaled(
      double[] chunk, int at, int run, double factor, double[] result, int column) {
    for (int i = 0; i < run; i++) {
      result[column + i] += factor * chunk[at + i];
    }
  }
}
