package io.goodflops.workload.training;

import static io.goodflops.spi.Pass.BACKWARD;
import static io.goodflops.spi.Pass.BACKWARD_DATA;
import static io.goodflops.spi.Pass.BACKWARD_WEIGHTS;
import static io.goodflops.spi.Pass.FORWARD;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Window2d;
import java.util.ArrayList;
import java.util.List;

/** One small op of every kind. */
final class TrainingOps {
  private TrainingOps() {}

  static List<TrainingOp> all(DType dtype) {
    List<TrainingOp> ops = new ArrayList<>();
    for (Pass pass : List.of(FORWARD, BACKWARD_DATA, BACKWARD_WEIGHTS)) {
      ops.add(Conv2d.of(pass, 2, 3, 4, 7, Window2d.square(3, 2, 1), dtype));
      ops.add(Conv2d.of(pass, 1, 2, 3, 5, new Window2d(2, 3, 1, 2, 0, 1), dtype));
    }
    for (Pass pass : List.of(FORWARD, BACKWARD)) {
      ops.add(new LayerNorm(pass, 5, 17, dtype));
      ops.add(new BatchNorm(pass, 3, 4, 11, dtype));
      ops.add(new Softmax(pass, 6, 13, 0.25, false, dtype));
      ops.add(new Softmax(pass, 14, 7, 1, true, dtype));
      ops.add(new Bias(pass, 3, 5, 7, dtype));
      ops.add(new Embedding(pass, 11, 6, 19, dtype));
      for (Activation.Function function : Activation.Function.values()) {
        ops.add(new Activation(function, pass, 50, dtype));
      }
      for (Pool2d.Function function : Pool2d.Function.values()) {
        ops.add(new Pool2d(function, pass, 2, 3, 7, 6, Window2d.square(3, 2, 1), dtype));
      }
    }
    for (Binary.Function function : Binary.Function.values()) {
      ops.add(new Binary(function, 33, dtype));
    }
    for (Reduce.Function function : Reduce.Function.values()) {
      ops.add(new Reduce(function, 3, 9, 4, dtype));
    }
    ops.add(new CrossEntropy(5, 23, dtype));
    ops.add(new Cast(dtype, dtype == DType.BF16 ? DType.FP32 : DType.BF16, 65));
    ops.add(new Permute(List.of(2L, 3L, 4L, 5L), List.of(0, 2, 1, 3), dtype));
    DType state = dtype == DType.FP64 ? DType.FP64 : DType.FP32;
    ops.add(new Sgd(40, state, dtype, 0.1, 0.9, 0.01));
    ops.add(new AdamW(40, state, dtype, 0.01, 0.9, 0.999, 1e-8, 0.1));
    return ops;
  }
}
