package io.goodflops.plugin.reference;

import io.goodflops.spi.Embedding;
import io.goodflops.spi.Permute;

/** Ops that calculate nothing. */
final class Moves {
  private Moves() {}

  /** Setting rounds to nearest even. */
  static void cast(Tensor x, Tensor y) {
    for (int i = 0; i < x.elements(); i++) {
      y.set(i, x.get(i));
    }
  }

  static void gather(Embedding op, Tensor table, Tensor ids, Tensor y) {
    int width = (int) op.width();
    for (int token = 0; token < op.tokens(); token++) {
      int row = ids.index(token, (int) op.vocabulary(), "ids");
      y.copyFrom(table, row * width, token * width, width);
    }
  }

  /** Sizes of Y's dimensions. */
  static int[] sizes(Permute op) {
    return op.order().stream().mapToInt(from -> op.shape().get(from).intValue()).toArray();
  }

  /** How far apart in X neighbours along each of Y's dimensions lie. */
  static int[] steps(Permute op) {
    int[] ofX = new int[op.shape().size()];
    int step = 1;
    for (int i = ofX.length - 1; i >= 0; i--) {
      ofX[i] = step;
      step *= op.shape().get(i).intValue();
    }
    return op.order().stream().mapToInt(from -> ofX[from]).toArray();
  }

  /** Counts through Y's positions; {@code position} is scratch, all 0 before and after. */
  static void permute(int[] sizes, int[] steps, int[] position, Tensor x, Tensor y) {
    int from = 0;
    for (int i = 0; i < y.elements(); i++) {
      y.copyFrom(x, from, i, 1);
      for (int d = sizes.length - 1; d >= 0; d--) {
        from += steps[d];
        position[d]++;
        if (position[d] < sizes[d]) {
          break;
        }
        from -= sizes[d] * steps[d];
        position[d] = 0;
      }
    }
  }
}
