package io.goodflops.workload.verify;

import io.goodflops.spi.DType;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.training.Expected;

/**
 * How far an honest element of a training op may be off.
 *
 * <p>It is calculated in the accumulator and rounded once to the output's type. With the
 * accumulator's unit roundoff u and sums of L terms its error is at most {@code z·√(L/6 +
 * 1)·u·scale}, where the scale is the size of the terms (see {@link Expected}) and z = {@value
 * ErrorModel#MAX_SIGMAS} as of {@link ErrorModel}, plus the output's unit roundoff times the
 * element. Outputs that involve no rounding must be equal, but that what a type may flush to zero
 * may be zero.
 */
public final class ElementBound {
  private final double sum;
  private final double uStore;
  private final double smallest;

  /**
   * For one output of an op.
   *
   * @param output its index
   */
  public ElementBound(TrainingOp op, int output) {
    DType dtype = op.outputs().get(output).spec().dtype();
    sum = ofSums(op);
    uStore = Encoding.unitRoundoff(dtype);
    smallest = Encoding.smallest(dtype);
  }

  /** Error of a sum, as a multiple of the size of its terms. */
  static double ofSums(TrainingOp op) {
    double u = Encoding.unitRoundoff(op.compute().accumulate());
    return ErrorModel.MAX_SIGMAS * Math.sqrt(op.reductionLength() / 6.0 + 1) * u;
  }

  /** The largest error that passes at an element. */
  public double of(Expected expected, int element) {
    double right = Math.abs(expected.values()[element]);
    if (expected.exact()) {
      return right < smallest ? right : 0;
    }
    double inSum = sum * expected.scale(element);
    return inSum + uStore * (right + inSum) + smallest;
  }
}
