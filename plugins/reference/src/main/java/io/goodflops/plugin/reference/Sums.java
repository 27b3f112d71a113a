package io.goodflops.plugin.reference;

import io.goodflops.spi.Bias;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Reduce;

/** Ops that add up, one element after the other. */
final class Sums {
  private Sums() {}

  static void reduce(Reduce op, Tensor x, Tensor y) {
    int length = (int) op.length();
    int inner = (int) op.inner();
    for (int outer = 0; outer < op.outer(); outer++) {
      for (int i = 0; i < inner; i++) {
        y.set(outer * inner + i, reduced(op, x, outer * length * inner + i, length, inner));
      }
    }
  }

  private static double reduced(Reduce op, Tensor x, int first, int length, int step) {
    Accumulator acc = Accumulator.of(op.compute());
    double result = x.get(first);
    for (int j = 1; j < length; j++) {
      double next = x.get(first + j * step);
      result =
          op.function() == Reduce.Function.MAX ? Math.max(result, next) : acc.round(result + next);
    }
    return op.function() == Reduce.Function.MEAN ? acc.round(result / length) : result;
  }

  static void biasBackward(Bias op, Tensor dy, Tensor db) {
    Accumulator acc = Accumulator.of(op.compute());
    int channels = (int) op.channels();
    int inner = (int) op.inner();
    for (int channel = 0; channel < channels; channel++) {
      double sum = 0;
      for (int outer = 0; outer < op.outer(); outer++) {
        int first = (outer * channels + channel) * inner;
        for (int i = first; i < first + inner; i++) {
          sum = acc.round(sum + dy.get(i));
        }
      }
      db.set(channel, sum);
    }
  }

  /** The table of gradients has the accumulator's type: sums can be kept in it. */
  static void scatter(Embedding op, Tensor dy, Tensor ids, Tensor dTable) {
    Accumulator acc = Accumulator.of(op.compute());
    int width = (int) op.width();
    dTable.clear();
    for (int token = 0; token < op.tokens(); token++) {
      int row = ids.index(token, (int) op.vocabulary(), "ids");
      for (int j = 0; j < width; j++) {
        int at = row * width + j;
        dTable.set(at, acc.round(dTable.get(at) + dy.get(token * width + j)));
      }
    }
  }
}
