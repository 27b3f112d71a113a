package io.goodflops.spi;

/**
 * An op that a training step is made of.
 *
 * <p>Elements are calculated in {@link #compute()}'s accumulator and rounded once to the type of
 * the output they are stored in. An index outside of its table, or its classes, makes the result
 * undefined, but touches nothing beside the operands. What becomes of NaN is not laid down.
 */
public sealed interface TrainingOp extends Op
    permits Conv2d,
        LayerNorm,
        BatchNorm,
        Softmax,
        Activation,
        Bias,
        Binary,
        Reduce,
        CrossEntropy,
        Embedding,
        Pool2d,
        Cast,
        Permute,
        Sgd,
        AdamW {

  /** Terms of the longest sum behind one element of an output: error bounds grow with it. */
  long reductionLength();

  /**
   * How many outputs, from the first on, may be bound to the very buffer of the input at the same
   * place. An optimizer writes over the state it reads; all others keep their inputs.
   */
  default int inPlace() {
    return 0;
  }
}
