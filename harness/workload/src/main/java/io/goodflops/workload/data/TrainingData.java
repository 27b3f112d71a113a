package io.goodflops.workload.data;

import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;

/** What the inputs of training ops hold where plain random numbers would make no sense. */
final class TrainingData {
  /** Steps that an optimizer may have behind it. */
  private static final int MOST_STEPS = 1000;

  private TrainingData() {}

  /** What kind of numbers an input holds. */
  sealed interface Kind {
    /** Random floats of either sign. */
    record Any() implements Kind {}

    /** Random floats that are not negative: second moments, probabilities. */
    record Positive() implements Kind {}

    /** Random integers in [0, bound). */
    record Below(long bound) implements Kind {}

    /** Follows from input 0. */
    record Derived() implements Kind {}
  }

  /** What kind of numbers an op's input holds. */
  static Kind kind(TrainingOp op, int input) {
    if (op instanceof CrossEntropy loss && input == 1) {
      return new Kind.Below(loss.classes());
    }
    if (op instanceof Embedding embedding && input == 1) {
      return new Kind.Below(embedding.vocabulary());
    }
    if (op instanceof AdamW && input == 2) {
      return new Kind.Positive();
    }
    if (op instanceof AdamW && input == 3) {
      return new Kind.Below(MOST_STEPS);
    }
    if (op instanceof Softmax softmax && softmax.pass() == Pass.BACKWARD && input == 0) {
      return new Kind.Positive();
    }
    boolean norm = op instanceof LayerNorm || op instanceof BatchNorm;
    return norm && input >= 3 ? new Kind.Derived() : new Kind.Any();
  }

  /** The statistics that a normalisation's backward pass is given: those of its X. */
  static double[] derived(TrainingOp op, int input, ElementSource x) {
    Groups groups = op instanceof LayerNorm layer ? Groups.of(layer) : Groups.of((BatchNorm) op);
    double[] means = groups.means(x);
    double[] values = input == 3 ? means : groups.variances(x, means);
    DType dtype = op.inputs().get(input).spec().dtype();
    for (int i = 0; i < values.length; i++) {
      values[i] = Encoding.round(dtype, values[i]);
    }
    return values;
  }
}
