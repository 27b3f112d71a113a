package io.goodflops.workload.verify;

import io.goodflops.spi.DType;
import io.goodflops.spi.Operand;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.training.Expected;
import io.goodflops.workload.training.Parts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Outputs of a training op as the device left them, element by element against what they should be.
 *
 * <p>An honest element is calculated in the accumulator and rounded once to the output's type. With
 * the accumulator's unit roundoff u and sums of L terms its error is at most {@code z·√(L/6 +
 * 1)·u·scale}, where the scale is the size of the terms (see {@link Expected}) and z = {@value
 * ErrorModel#MAX_SIGMAS} as of {@link ErrorModel}, plus the output's unit roundoff times the
 * element. Outputs that involve no rounding, and casts, must be equal, but that what a type may
 * flush to zero may be zero. Errors are multiples of their bounds.
 */
final class Elements implements Parts {
  private static final int CHUNK = 4096;

  private final TrainingOp op;
  private final List<OutputValues> outputs = new ArrayList<>();
  private final double[] chunk = new double[CHUNK];
  private double worst;
  private String where = "";

  Elements(TrainingOp op, OutputSource source) {
    this.op = op;
    for (int i = 0; i < op.outputs().size(); i++) {
      outputs.add(new OutputValues(op, i, source));
    }
  }

  /** Error of a sum, as a multiple of the size of its terms. */
  static double ofSums(TrainingOp op) {
    double u = Encoding.unitRoundoff(op.compute().accumulate());
    return ErrorModel.MAX_SIGMAS * Math.sqrt(op.reductionLength() / 6.0 + 1) * u;
  }

  @Override
  public void take(int output, long start, Expected expected) {
    Operand operand = op.outputs().get(output);
    DType dtype = operand.spec().dtype();
    double uStore = Encoding.unitRoundoff(dtype);
    double sum = ofSums(op);
    double smallest = Encoding.smallest(dtype);
    for (int first = 0; first < expected.values().length; first += CHUNK) {
      int count = Math.min(CHUNK, expected.values().length - first);
      read(output, start + first, chunk, count);
      for (int i = 0; i < count; i++) {
        double right = expected.values()[first + i];
        double error = Math.abs(chunk[i] - right);
        double bound = Math.abs(right) < smallest ? Math.abs(right) : 0;
        if (!expected.exact()) {
          double inSum = sum * expected.scale(first + i);
          bound = inSum + uStore * (Math.abs(right) + inSum) + smallest;
        }
        double share = share(error, bound);
        if (isWorst(share)) {
          note(
              share,
              "element %d of %s is %s, must be %s",
              start + first + i,
              operand.name(),
              chunk[i],
              right);
        }
      }
    }
  }

  /** Elements {@code first} and on of an output. */
  void read(int output, long first, double[] target, int count) {
    try {
      outputs.get(output).read(first, target, 0, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Error as a multiple of its bound; no number if there is no bound. */
  static double share(double error, double bound) {
    if (bound == Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    return error == 0 ? 0 : error / bound;
  }

  /** Whether none was larger yet. */
  boolean isWorst(double share) {
    return !(share <= worst);
  }

  /** Keeps the largest error yet. */
  void note(double share, String what, Object... arguments) {
    worst = Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
    where = String.format(Locale.ROOT, what, arguments);
  }

  Verdict verdict(String method, String passed) {
    return Verdict.of(
        method, worst, 1, worst <= 1 ? passed : where + ", off by more than rounding explains");
  }
}
