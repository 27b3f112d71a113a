package io.goodflops.workload.verify;

import java.io.IOException;

/**
 * A stored matrix times several vectors, modulo 2^64.
 *
 * @param rows stored rows
 * @param columns stored columns, contiguous
 * @param transposed whether the matrix meant is the stored one's transpose
 */
record LongProduct(long firstElement, int rows, int columns, boolean transposed) {
  private static final int CHUNK = 2048;

  /** Elements in storage order. */
  interface Elements {
    void read(long first, long[] target, int from, int count) throws IOException;
  }

  /** One result for each vector, as long as the matrix meant has rows. */
  long[][] times(Elements elements, long[][] vectors) throws IOException {
    long[][] results = new long[vectors.length][transposed ? columns : rows];
    long[] chunk = new long[CHUNK];
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

  private static long dot(long[] chunk, int at, int run, long[] vector, int column) {
    long s0 = 0;
    long s1 = 0;
    long s2 = 0;
    long s3 = 0;
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
      long[] chunk, int at, int run, long factor, long[] result, int column) {
    for (int i = 0; i < run; i++) {
      result[column + i] += factor * chunk[at + i];
    }
  }
}
