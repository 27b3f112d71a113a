package io.goodflops.plugin.reference;

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
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import java.util.List;
import java.util.stream.Stream;

/** Which code calculates which op of a training step, and what is refused. */
final class TrainingOps {
  /** An image and what slides over it stay below: then no position overflows an int. */
  private static final long LARGEST_SIDE = 1 << 28;

  private TrainingOps() {}

  /** As {@link ReferenceKernel.Binder}, with buffers seen as tensors. */
  private interface Binder {
    Runnable bind(List<Tensor> in, List<Tensor> out);
  }

  /** Refuses what would not be calculated exactly as asked. */
  static ReferenceKernel.Binder compile(TrainingOp op) throws UnsupportedOpException {
    requireSizes(op);
    // whole numbers may be permuted too: nothing is calculated there
    if (!(op instanceof Permute)) {
      requireArithmetic(op);
    }
    Binder binder = binder(op);
    return (in, out) ->
        binder.bind(in.stream().map(Tensor::new).toList(), out.stream().map(Tensor::new).toList());
  }

  private static void requireSizes(TrainingOp op) throws UnsupportedOpException {
    for (Operand operand : Stream.of(op.inputs(), op.outputs()).flatMap(List::stream).toList()) {
      if (operand.spec().bytes() > Integer.MAX_VALUE - 8) {
        throw new UnsupportedOpException(operand.name() + " is too large for a Java array");
      }
    }
    if (op instanceof Conv2d conv) {
      requireSides(conv.height(), conv.width(), conv.window());
    }
    if (op instanceof Pool2d pool) {
      requireSides(pool.height(), pool.width(), pool.window());
    }
  }

  private static void requireSides(long height, long width, Window2d window)
      throws UnsupportedOpException {
    // padding is less than the kernel
    for (long side :
        new long[] {
          height,
          width,
          window.height(),
          window.width(),
          window.strideHeight(),
          window.strideWidth()
        }) {
      if (side > LARGEST_SIDE) {
        throw new UnsupportedOpException(
            "an image, kernel or stride of " + side + " is too large here");
      }
    }
  }

  private static void requireArithmetic(TrainingOp op) throws UnsupportedOpException {
    DType accumulate = op.compute().accumulate();
    if (op.compute().mathMode() != MathMode.STRICT) {
      throw new UnsupportedOpException(
          "math mode " + op.compute().mathMode() + ": only STRICT here");
    }
    for (Operand operand : op.inputs()) {
      DType storage = operand.spec().dtype();
      boolean holds =
          accumulate == DType.FP64 || (accumulate == DType.FP32 && storage != DType.FP64);
      if (!storage.isInteger() && !holds) {
        throw new UnsupportedOpException(storage + " does not accumulate in " + accumulate);
      }
    }
  }

  private static Binder binder(TrainingOp op) throws UnsupportedOpException {
    if (op instanceof Conv2d conv) {
      return (in, out) -> new Convolution(conv, in.get(0), in.get(1), out.get(0));
    }
    if (op instanceof LayerNorm norm) {
      return (in, out) -> new Normalisation(norm, in, out);
    }
    if (op instanceof BatchNorm norm) {
      return (in, out) -> new Normalisation(norm, in, out);
    }
    if (op instanceof Pool2d pool) {
      return (in, out) -> new Pooling(pool, in, out.get(0));
    }
    if (op instanceof Softmax softmax) {
      return softmax(softmax);
    }
    if (op instanceof CrossEntropy cross) {
      return (in, out) -> {
        double[] row = new double[(int) cross.classes()];
        return () -> RowOps.crossEntropy(cross, in.get(0), in.get(1), out.get(0), out.get(1), row);
      };
    }
    if (op instanceof Activation activation) {
      return activation.pass() == Pass.FORWARD
          ? (in, out) -> () -> ElementOps.activation(activation, in.get(0), out.get(0))
          : (in, out) ->
              () -> ElementOps.activationBackward(activation, in.get(0), in.get(1), out.get(0));
    }
    if (op instanceof Binary binary) {
      return (in, out) -> () -> ElementOps.binary(binary, in.get(0), in.get(1), out.get(0));
    }
    if (op instanceof Bias bias) {
      return bias.pass() == Pass.FORWARD
          ? (in, out) -> () -> ElementOps.bias(bias, in.get(0), in.get(1), out.get(0))
          : (in, out) -> () -> Sums.biasBackward(bias, in.get(0), out.get(0));
    }
    if (op instanceof Reduce reduce) {
      return (in, out) -> () -> Sums.reduce(reduce, in.get(0), out.get(0));
    }
    if (op instanceof Embedding embedding) {
      return embedding.pass() == Pass.FORWARD
          ? (in, out) -> () -> Moves.gather(embedding, in.get(0), in.get(1), out.get(0))
          : (in, out) -> () -> Sums.scatter(embedding, in.get(0), in.get(1), out.get(0));
    }
    if (op instanceof Cast) {
      return (in, out) -> () -> Moves.cast(in.get(0), out.get(0));
    }
    if (op instanceof Permute permute) {
      int[] steps = Moves.steps(permute);
      int[] sizes = Moves.sizes(permute);
      return (in, out) -> {
        int[] position = new int[sizes.length];
        return () -> Moves.permute(sizes, steps, position, in.get(0), out.get(0));
      };
    }
    if (op instanceof Sgd sgd) {
      return (in, out) -> () -> Optimizers.sgd(sgd, in, out);
    }
    if (op instanceof AdamW adam) {
      return (in, out) -> () -> Optimizers.adamW(adam, in, out);
    }
    // Ops may be added to the SPI: a kind we do not know is a normal "no".
    throw new UnsupportedOpException("op " + op.kind() + " is not known here");
  }

  private static Binder softmax(Softmax op) {
    return (in, out) -> {
      double[] row = new double[(int) op.width()];
      return op.pass() == Pass.FORWARD
          ? () -> RowOps.softmax(op, in.get(0), out.get(0), row)
          : () -> RowOps.softmaxBackward(op, in.get(0), in.get(1), out.get(0));
    };
  }
}
