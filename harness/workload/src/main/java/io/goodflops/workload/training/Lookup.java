package io.goodflops.workload.training;

import io.goodflops.spi.Embedding;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.workload.data.ElementSource;
import java.util.List;

/** Ops that move elements. */
final class Lookup {
  private static final int IDS = 1 << 14;

  private Lookup() {}

  static void embedding(Embedding op, List<ElementSource> in, int most, Parts parts) {
    int width = Math.toIntExact(op.width());
    int rows = Math.max(1, most / width);
    if (op.pass() == Pass.FORWARD) {
      for (long token = 0; token < op.tokens(); token += rows) {
        int count = (int) Math.min(rows, op.tokens() - token);
        parts.take(0, token * width, gathered(in.get(0), in.get(1), token, count, width));
      }
      return;
    }
    for (long row = 0; row < op.vocabulary(); row += rows) {
      int count = (int) Math.min(rows, op.vocabulary() - row);
      parts.take(0, row * width, added(op, in.get(0), in.get(1), row, count));
    }
  }

  private static Expected gathered(
      ElementSource table, ElementSource ids, long token, int count, int width) {
    double[] rows = new double[count];
    ids.read(token, rows, 0, count);
    double[] y = new double[count * width];
    for (int i = 0; i < count; i++) {
      table.read(((long) rows[i]) * width, y, i * width, width);
    }
    return Expected.exact(y);
  }

  /** Some rows of the table's gradient: of all tokens those that name one of them. */
  private static Expected added(
      Embedding op, ElementSource dy, ElementSource ids, long first, int count) {
    int width = (int) op.width();
    Sum table = new Sum(count * width);
    double[] rows = new double[(int) Math.min(IDS, op.tokens())];
    double[] line = new double[width];
    for (long token = 0; token < op.tokens(); token += rows.length) {
      int some = (int) Math.min(rows.length, op.tokens() - token);
      ids.read(token, rows, 0, some);
      for (int i = 0; i < some; i++) {
        long row = ((long) rows[i]) - first;
        if (row >= 0 && row < count) {
          dy.read((token + i) * width, line, 0, width);
          for (int j = 0; j < width; j++) {
            table.add((int) row * width + j, line[j]);
          }
        }
      }
    }
    return table.expected();
  }

  /** Tiles that are long in the last dimension of X and in that of Y. */
  static void permute(Permute op, ElementSource x, int most, Parts parts) {
    long[] shape = op.shape().stream().mapToLong(Long::longValue).toArray();
    int n = shape.length;
    if (n == 0) {
      double[] only = new double[1];
      x.read(0, only, 0, 1);
      parts.take(0, 0, Expected.exact(only));
      return;
    }
    long[] turned = new long[n];
    for (int i = 0; i < n; i++) {
      turned[i] = shape[op.order().get(i)];
    }
    long[] counts = tile(shape, op.order().get(n - 1), most);
    Box.tiles(
        shape,
        counts,
        tile -> {
          double[] values = new double[tile.elements()];
          tile.runs((first, at, count) -> x.read(first, values, at, count));
          Box written = tile.turned(op.order(), turned);
          double[] y = written.turnedBack(op.order(), values);
          written.runs(
              (first, at, count) ->
                  parts.take(
                      0, first, Expected.exact(java.util.Arrays.copyOfRange(y, at, at + count))));
        });
  }

  private static long[] tile(long[] shape, int lastOfY, int most) {
    int n = shape.length;
    long[] counts = new long[n];
    java.util.Arrays.fill(counts, 1);
    long side = lastOfY == n - 1 ? most : (long) Math.sqrt(most);
    counts[n - 1] = Math.min(shape[n - 1], side);
    counts[lastOfY] = Math.min(shape[lastOfY], Math.max(1, most / product(counts)));
    for (int i = n - 1; i >= 0; i--) {
      long others = product(counts) / counts[i];
      counts[i] = Math.min(shape[i], Math.max(1, most / others));
    }
    return counts;
  }

  private static long product(long[] counts) {
    long product = 1;
    for (long count : counts) {
      product *= count;
    }
    return product;
  }
}
