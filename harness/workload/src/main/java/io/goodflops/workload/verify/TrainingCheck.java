package io.goodflops.workload.verify;

import io.goodflops.spi.DType;
import io.goodflops.spi.Operand;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.training.Expected;
import io.goodflops.workload.training.TrainingOracle;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Every element of every output of a training op against the FP64 oracle.
 *
 * <p>An honest element is calculated in the accumulator and rounded once to the output's type. With
 * the accumulator's unit roundoff u and sums of L terms its error is at most {@code z·√(L/6 +
 * 1)·u·scale}, where the scale is the size of the terms (see {@link Expected}) and z = {@value
 * ErrorModel#MAX_SIGMAS} as of {@link ErrorModel}, plus the output's unit roundoff times the
 * element. Outputs that involve no rounding, and casts, must be equal. The error is given as a
 * multiple of the bound.
 */
final class TrainingCheck {
  /** Numbers that are held at once, inputs and outputs together. */
  static final long MOST_NUMBERS = 12L << 20;

  private static final int CHUNK = 4096;

  private final TrainingOp op;
  private final Judge.Question question;
  private double worst;
  private String where = "";

  private TrainingCheck(TrainingOp op, Judge.Question question) {
    this.op = op;
    this.question = question;
  }

  static Verdict check(TrainingOp op, Judge.Question question) throws IOException {
    return new TrainingCheck(op, question).run();
  }

  /** How many numbers a check would have to hold. */
  static long numbers(TrainingOp op) {
    long sum = 0;
    for (Operand operand : op.inputs()) {
      sum = Math.addExact(sum, operand.spec().elements());
    }
    for (Operand operand : op.outputs()) {
      sum = Math.addExact(sum, Math.multiplyExact(2, operand.spec().elements()));
    }
    return sum;
  }

  private Verdict run() throws IOException {
    double[][] in = new double[op.inputs().size()][];
    for (int i = 0; i < in.length; i++) {
      in[i] = new double[(int) op.inputs().get(i).spec().elements()];
      InputData.source(op, i, question.pattern(), question.dataSeed())
          .read(0, in[i], 0, in[i].length);
    }
    List<Expected> expected = TrainingOracle.of(op, in);
    long elements = 0;
    for (int i = 0; i < expected.size(); i++) {
      compare(i, expected.get(i));
      elements += expected.get(i).values().length;
    }
    return Verdict.of(
        "elementwise",
        worst,
        1,
        worst <= 1
            ? "all " + elements + " elements are within rounding"
            : where + ", off by more than rounding explains");
  }

  private void compare(int output, Expected expected) throws IOException {
    Operand operand = op.outputs().get(output);
    DType dtype = operand.spec().dtype();
    double uSum = Encoding.unitRoundoff(op.compute().accumulate());
    double uStore = Encoding.unitRoundoff(dtype);
    double sum = ErrorModel.MAX_SIGMAS * Math.sqrt(op.reductionLength() / 6.0 + 1) * uSum;
    OutputValues found = new OutputValues(op, output, question.output());
    double[] values = new double[CHUNK];
    for (int first = 0; first < expected.values().length; first += CHUNK) {
      int count = Math.min(CHUNK, expected.values().length - first);
      found.read(first, values, 0, count);
      for (int i = 0; i < count; i++) {
        double right = expected.values()[first + i];
        double error = Math.abs(values[i] - right);
        double bound = 0;
        if (!expected.exact()) {
          double inSum = sum * expected.scale(first + i);
          bound = inSum + uStore * (Math.abs(right) + inSum) + Encoding.smallest(dtype);
        }
        double share = error == 0 ? 0 : error / bound;
        if (!(share <= worst)) {
          worst = Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
          where =
              String.format(
                  Locale.ROOT,
                  "element %d of %s is %s, must be %s",
                  first + i,
                  operand.name(),
                  values[i],
                  right);
        }
      }
    }
  }
}
