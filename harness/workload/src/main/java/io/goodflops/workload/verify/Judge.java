package io.goodflops.workload.verify;

import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Triad;
import io.goodflops.workload.Pattern;
import java.io.IOException;
import java.util.Optional;

/**
 * Judges the outputs of one launch by regenerating its inputs.
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
    Question question = new Question(pattern, dataSeed, output, challengeSeed);
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
    return TrainingCheck.check((TrainingOp) op, question);
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
              + " numbers, "
              + TrainingCheck.MOST_NUMBERS
              + " is the limit");
    }
    if (!(op instanceof MatMul matmul)) {
      return Optional.empty();
    }
    DType accumulate = matmul.compute().accumulate();
    if (matmul.storage().isInteger()) {
      return accumulate == DType.INT32 && matmul.output() == DType.INT32
          ? Optional.empty()
          : Optional.of("an integer matmul accumulates in INT32 and writes INT32");
    }
    if (accumulate.isInteger() || matmul.output().isInteger()) {
      return Optional.of("a floating-point matmul accumulates in and writes floating point");
    }
    return Optional.empty();
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

  /** What is to be judged, beside the op. */
  record Question(Pattern pattern, long dataSeed, OutputSource output, long challengeSeed) {}
}
