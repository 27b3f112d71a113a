package io.goodflops.workload.training;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.GivenNumbers;
import java.util.ArrayList;
import java.util.List;

/** Whole outputs by plain loops in FP64: slow and obviously right. */
public final class TrainingOracle {
  private TrainingOracle() {}

  /**
   * What an op makes of its inputs.
   *
   * @param in one array for each of {@link TrainingOp#inputs}, in storage order
   * @return one for each of {@link TrainingOp#outputs}
   */
  public static List<Expected> of(TrainingOp op, double[][] in) {
    if (op instanceof Conv2d conv) {
      return List.of(Convolution.whole(conv, in[0], in[1]));
    }
    if (op instanceof Softmax softmax) {
      return List.of(Rows.softmax(softmax, 0, in));
    }
    if (op instanceof CrossEntropy loss) {
      return Rows.crossEntropy(loss, in[0], in[1]);
    }
    if (op instanceof Activation activation) {
      return List.of(Pointwise.activation(activation, in));
    }
    if (op instanceof Binary binary) {
      return List.of(Pointwise.binary(binary, in[0], in[1]));
    }
    if (op instanceof Bias bias && bias.pass() == Pass.FORWARD) {
      return List.of(Sums.bias(bias, in[0], in[1]));
    }
    if (op instanceof Pool2d pool) {
      return List.of(Pooling.of(pool, in));
    }
    if (op instanceof Cast cast) {
      return List.of(Pointwise.cast(cast, in[0]));
    }
    if (op instanceof Sgd sgd) {
      return Optimizers.sgd(sgd, in);
    }
    if (op instanceof AdamW adamW) {
      return Optimizers.adamW(adamW, in);
    }
    return onePiece(op, in);
  }

  /** What can be done in pieces, in one. */
  private static List<Expected> onePiece(TrainingOp op, double[][] in) {
    List<ElementSource> given = new ArrayList<>();
    for (double[] values : in) {
      given.add(new GivenNumbers(values));
    }
    Expected[] whole = new Expected[op.outputs().size()];
    Pieces.of(op, given, Integer.MAX_VALUE, (output, first, part) -> whole[output] = part);
    return List.of(whole);
  }
}
