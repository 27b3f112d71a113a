package io.goodflops.tck;

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

/** The ops of a training step that a device is asked for: a moderate shape first, then odd ones. */
final class TrainingCatalogue {
  private TrainingCatalogue() {}

  static List<TrainingOp> of(DType dtype) {
    List<TrainingOp> ops = new ArrayList<>();
    for (Pass pass : List.of(FORWARD, BACKWARD_DATA, BACKWARD_WEIGHTS)) {
      convolutions(pass, dtype, ops);
    }
    for (Pass pass : List.of(FORWARD, BACKWARD)) {
      rows(pass, dtype, ops);
      images(pass, dtype, ops);
      for (Activation.Function function : Activation.Function.values()) {
        ops.add(new Activation(function, pass, 1000, dtype));
        ops.add(new Activation(function, pass, 1, dtype));
      }
      ops.add(new Embedding(pass, 50, 24, 100, dtype));
      ops.add(new Embedding(pass, 1, 1, 3, dtype));
    }
    for (Binary.Function function : Binary.Function.values()) {
      ops.add(new Binary(function, 1000, dtype));
      ops.add(new Binary(function, 1, dtype));
    }
    for (Reduce.Function function : Reduce.Function.values()) {
      ops.add(new Reduce(function, 4, 100, 6, dtype));
      ops.add(new Reduce(function, 1, 1027, 1, dtype));
      ops.add(new Reduce(function, 7, 1, 5, dtype));
    }
    ops.add(new CrossEntropy(32, 100, dtype));
    ops.add(new CrossEntropy(1, 1, dtype));
    moves(dtype, ops);
    optimizers(dtype, ops);
    return ops;
  }

  private static void convolutions(Pass pass, DType dtype, List<TrainingOp> ops) {
    ops.add(Conv2d.of(pass, 2, 16, 32, 8, Window2d.square(3, 1, 1), dtype));
    ops.add(Conv2d.of(pass, 1, 3, 5, 11, Window2d.square(3, 2, 1), dtype));
    ops.add(Conv2d.of(pass, 3, 17, 7, 6, Window2d.square(1, 1, 0), dtype));
    ops.add(Conv2d.of(pass, 1, 2, 3, 9, new Window2d(2, 5, 1, 3, 0, 2), dtype));
    ops.add(Conv2d.of(pass, 1, 1, 1, 1, Window2d.square(1, 1, 0), dtype));
  }

  private static void rows(Pass pass, DType dtype, List<TrainingOp> ops) {
    ops.add(new LayerNorm(pass, 24, 64, dtype));
    ops.add(new LayerNorm(pass, 3, 77, dtype));
    ops.add(new Softmax(pass, 64, 32, 0.125, false, dtype));
    ops.add(new Softmax(pass, 66, 33, 0.5, true, dtype));
    ops.add(new Softmax(pass, 2, 1, 1, true, dtype));
    ops.add(new Bias(pass, 40, 24, 1, dtype));
    ops.add(new Bias(pass, 3, 5, 14, dtype));
    ops.add(new Bias(pass, 1, 1, 1, dtype));
  }

  private static void images(Pass pass, DType dtype, List<TrainingOp> ops) {
    ops.add(new BatchNorm(pass, 4, 16, 36, dtype));
    ops.add(new BatchNorm(pass, 2, 3, 35, dtype));
    for (Pool2d.Function function : Pool2d.Function.values()) {
      ops.add(new Pool2d(function, pass, 2, 16, 8, 8, Window2d.square(2, 2, 0), dtype));
      ops.add(new Pool2d(function, pass, 1, 3, 9, 7, Window2d.square(3, 2, 1), dtype));
      ops.add(new Pool2d(function, pass, 2, 5, 7, 7, Window2d.square(7, 1, 0), dtype));
    }
  }

  private static void moves(DType dtype, List<TrainingOp> ops) {
    for (DType to : Catalogue.FLOATS) {
      if (to != dtype) {
        ops.add(new Cast(dtype, to, 1000));
        ops.add(new Cast(dtype, to, 1));
      }
    }
    ops.add(new Permute(List.of(2L, 9L, 4L, 16L), List.of(0, 2, 1, 3), dtype));
    ops.add(new Permute(List.of(7L, 13L), List.of(1, 0), dtype));
    ops.add(new Permute(List.of(3L, 2L, 5L), List.of(2, 0, 1), dtype));
  }

  /** Weights and state in FP32 where gradients have 16 bits. */
  private static void optimizers(DType dtype, List<TrainingOp> ops) {
    DType state = dtype == DType.FP64 ? DType.FP64 : DType.FP32;
    for (long elements : new long[] {1000, 1}) {
      ops.add(new Sgd(elements, state, dtype, 0.05, 0.9, 1e-4));
      ops.add(new AdamW(elements, state, dtype, 1e-3, 0.9, 0.999, 1e-8, 0.01));
    }
  }
}
