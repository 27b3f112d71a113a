package io.goodflops.workload.verify;

import io.goodflops.spi.Conv2d;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.training.Pieces;
import java.util.ArrayList;
import java.util.List;

/**
 * Every element of every output of a training op against the FP64 oracle, in pieces, so that ops of
 * any size pass through; {@link Elements} says how near it must be. Large convolutions are held
 * against projections of all elements and some elements ({@link ConvolutionCheck}).
 */
final class TrainingCheck {
  /** Numbers that may have to be held at once. */
  static final long MOST_NUMBERS = 12L << 20;

  private static final int PIECE = 1 << 18;

  private TrainingCheck() {}

  static Verdict check(TrainingOp op, Judge.Question question) {
    return op instanceof Conv2d conv && !ConvolutionCheck.isSmall(conv)
        ? ConvolutionCheck.check(conv, question)
        : check(op, question, PIECE);
  }

  /**
   * In pieces of a size.
   *
   * @param most as of {@link Pieces#of}
   */
  static Verdict check(TrainingOp op, Judge.Question question, int most) {
    Elements elements = new Elements(op, question.output());
    Pieces.of(op, inputs(op, question), most, elements);
    long all = op.outputs().stream().mapToLong(o -> o.spec().elements()).sum();
    return elements.verdict("elementwise", "all " + all + " elements are within rounding");
  }

  static List<ElementSource> inputs(TrainingOp op, Judge.Question question) {
    List<ElementSource> inputs = new ArrayList<>();
    for (int i = 0; i < op.inputs().size(); i++) {
      inputs.add(question.input(i));
    }
    return inputs;
  }

  /** How many numbers a check has to hold at least. */
  static long numbers(TrainingOp op) {
    return op instanceof Conv2d conv && !ConvolutionCheck.isSmall(conv)
        ? ConvolutionCheck.numbers(conv)
        : Pieces.held(op);
  }
}
