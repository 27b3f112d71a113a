package io.goodflops.spi;

import java.util.List;

/**
 * Cross-entropy of softmax with its gradient: {@code loss[i] = −log softmax(X[i])[label[i]]} and
 * {@code dX = (softmax(X) − onehot(label)) ÷ rows}, the gradient of the mean loss.
 *
 * <p>Shapes: X and dX are (rows, classes), labels (rows) in INT32 within [0, classes), loss (rows)
 * in the accumulator's type. FLOPs: 6 for each element of X.
 */
public record CrossEntropy(long rows, long classes, DType dtype) implements TrainingOp {
  public CrossEntropy {
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requirePositive(rows, "rows");
    Sizes.requirePositive(classes, "classes");
    if (classes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("classes is " + classes + ", more than an INT32 holds");
    }
    Sizes.product(6, rows, classes);
  }

  @Override
  public String kind() {
    return "cross-entropy";
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    return List.of(
        new Operand("X", TensorSpec.of(dtype, rows, classes), Role.VARIABLE),
        new Operand("labels", TensorSpec.of(DType.INT32, rows), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(
        new Operand("loss", TensorSpec.of(compute().accumulate(), rows), Role.OUTPUT),
        new Operand("dX", TensorSpec.of(dtype, rows, classes), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return 6 * rows * classes;
  }

  @Override
  public long reductionLength() {
    return classes;
  }
}
