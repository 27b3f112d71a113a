package io.goodflops.workload.training;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.data.Groups;
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
    if (op instanceof LayerNorm norm) {
      return Normalisation.of(norm.pass(), Groups.of(norm), LayerNorm.EPSILON, in);
    }
    if (op instanceof BatchNorm norm) {
      return Normalisation.of(norm.pass(), Groups.of(norm), BatchNorm.EPSILON, in);
    }
    if (op instanceof Softmax softmax) {
      return List.of(Rows.softmax(softmax, in));
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
    if (op instanceof Bias bias) {
      return List.of(Sums.bias(bias, in));
    }
    if (op instanceof Reduce reduce) {
      return List.of(Sums.reduce(reduce, in[0]));
    }
    if (op instanceof Embedding embedding) {
      return List.of(Lookup.of(embedding, in[0], in[1]));
    }
    if (op instanceof Pool2d pool) {
      return List.of(Pooling.of(pool, in));
    }
    if (op instanceof Cast cast) {
      return List.of(Pointwise.cast(cast, in[0]));
    }
    if (op instanceof Permute permute) {
      return List.of(Lookup.permute(permute, in[0]));
    }
    if (op instanceof Sgd sgd) {
      return Optimizers.sgd(sgd, in);
    }
    return Optimizers.adamW((AdamW) op, in);
  }
}
