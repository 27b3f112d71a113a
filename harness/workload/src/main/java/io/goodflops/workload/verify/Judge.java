package io.goodflops.workload.verify;

import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Read;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Triad;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Judges the outputs of one launch by regenerating its inputs, or from given ones.
 *
 * <p>Nothing here depends on the device, its vendor or the lane: there is one right answer. Memory
 * does not grow with the size of the output, which is streamed.
 */
public final class Judge {
  private Judge() {}

  /**
   * Judges one launch.
   *
   * @param lane the lane it ran in; every lane is held to the same answer
   * @param dataSeed the seed the inputs were filled from
   * @param challengeSeed drawn after the device had answered: it decides what is looked at
   * @throws IOException if the outputs cannot be read
   * @throws IllegalArgumentException if {@link #cannotJudge} names a reason
   */
  public static Verdict judge(
      Op op, Lane lane, Pattern pattern, long dataSeed, OutputSource output, long challengeSeed)
      throws IOException {
    Optional<String> reason = cannotJudge(op);
    if (reason.isPresent()) {
      throw new IllegalArgumentException(reason.get());
    }
    Question question = Question.seeded(op, pattern, dataSeed, output, challengeSeed);
    if (op instanceof MatMul matmul) {
      return product(matmul, question);
    }
    if (op instanceof Copy copy) {
      return CopyCheck.check(copy, question);
    }
    if (op instanceof Read read) {
      return ReadCheck.check(read, question);
    }
    if (op instanceof Triad triad) {
      return TriadCheck.check(triad, question);
    }
    if (op instanceof FmaChain chain) {
      return ChainCheck.check(chain, question);
    }
    if (op instanceof MatrixChain chain) {
      return MatrixChainCheck.check(chain, question);
    }
    try {
      return TrainingCheck.check((TrainingOp) op, question);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Judges one launch from its inputs as a device had them, not as they follow from a seed. A
   * number that is none fails, in an input or an output.
   *
   * @param inputs one for each of {@link Op#inputs}
   * @throws IOException if inputs or outputs cannot be read
   * @throws IllegalArgumentException if {@link #cannotJudgeGiven} names a reason
   */
  public static Verdict judge(
      Op op, List<ElementSource> inputs, OutputSource output, long challengeSeed)
      throws IOException {
    Optional<String> reason = cannotJudgeGiven(op);
    if (reason.isPresent()) {
      throw new IllegalArgumentException(reason.get());
    }
    if (inputs.size() != op.inputs().size()) {
      throw new IllegalArgumentException(
          op.kind() + " wants " + op.inputs().size() + " inputs, got " + inputs.size());
    }
    Question question = Question.given(op, inputs, output, challengeSeed);
    try {
      Optional<String> unfit = GivenInputs.unfit(op, inputs);
      if (unfit.isPresent()) {
        return Verdict.of("given-inputs", 1, 0, unfit.get());
      }
      return op instanceof MatMul matmul
          ? RandomProductCheck.check(matmul, question)
          : TrainingCheck.check((TrainingOp) op, question);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Why an op cannot be judged from given inputs; empty if it can. */
  public static Optional<String> cannotJudgeGiven(Op op) {
    boolean product = op instanceof MatMul matmul && !matmul.storage().isInteger();
    if (!product && !(op instanceof TrainingOp)) {
      return Optional.of(
          op.kind()
              + " of "
              + op.dtype()
              + " is only judged from seeds: given inputs are for ops of a training step");
    }
    return cannotJudge(op);
  }

  /** Why an op has no right answer that could be checked; empty if it has one. */
  public static Optional<String> cannotJudge(Op op) {
    if (op instanceof TrainingOp training
        && TrainingCheck.numbers(training) > TrainingCheck.MOST_NUMBERS) {
      return Optional.of(
          "a check of "
              + op.kind()
              + " would hold "
              + TrainingCheck.numbers(training)
              + " numbers at once, "
              + TrainingCheck.MOST_NUMBERS
              + " is the limit");
    }
    if (!(op instanceof MatMul matmul)) {
      return calculatesInFp8(op)
          ? Optional.of("FP8 is for operands of matmul: no other op calculates in it here")
          : Optional.empty();
    }
    DType accumulate = matmul.compute().accumulate();
    if (matmul.storage().isInteger()) {
      return accumulate == DType.INT32 && matmul.output() == DType.INT32
          ? Optional.empty()
          : Optional.of("an integer matmul accumulates in INT32 and writes INT32");
    }
    if (accumulate.isFp8() || matmul.output().isFp8()) {
      return Optional.of("sums are neither kept nor written in FP8: that takes scales");
    }
    if (accumulate.isInteger() || matmul.output().isInteger()) {
      return Optional.of("a floating-point matmul accumulates in and writes floating point");
    }
    return Optional.empty();
  }

  private static boolean calculatesInFp8(Op op) {
    return !(op instanceof Copy) && !(op instanceof Permute) && op.hasFp8();
  }

  private static Verdict product(MatMul op, Question question) throws IOException {
    return switch (question.pattern()) {
      case ZERO, ONE -> ConstantProductCheck.check(op, question);
      case EXACT -> ExactProductCheck.check(op, question);
      case RANDOM ->
          op.storage().isInteger()
              ? ExactProductCheck.check(op, question)
              : RandomProductCheck.check(op, question);
    };
  }

  /**
   * What is to be judged.
   *
   * @param given the inputs; empty if they follow from pattern and seed
   */
  record Question(
      Op op,
      Pattern pattern,
      long dataSeed,
      List<ElementSource> given,
      OutputSource output,
      long challengeSeed) {
    static Question seeded(
        Op op, Pattern pattern, long dataSeed, OutputSource output, long challengeSeed) {
      return new Question(op, pattern, dataSeed, List.of(), output, challengeSeed);
    }

    static Question given(
        Op op, List<ElementSource> inputs, OutputSource output, long challengeSeed) {
      return new Question(op, Pattern.RANDOM, 0, inputs, output, challengeSeed);
    }

    ElementSource input(int index) {
      return areGiven() ? given.get(index) : InputData.source(op, index, pattern, dataSeed);
    }

    boolean areGiven() {
      return !given.isEmpty();
    }
  }
}
