package io.goodflops.workload.verify;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.SumBits;

/**
 * The error variance of an element of a matrix product of any operands, before it is stored.
 *
 * <p>Let c = Σ a·b be an element and s² = Σ a²·b². In no particular order, partial sums are a
 * random walk of variance s²·k/K around the line c·k/K. A sequential sum that rounds to nearest has
 * the error variance Σ u²·(s²·k/K + c²·k²/K²)/3 = u²·(s²·K/6 + c²·K/9), and u²·s²/3 more if the
 * products are rounded too; u²·(K/6 + 1)·(s² + c²) is above both. Truncation in matrix units for
 * operands of 16 bits and less has a bias of up to u·K·0.53/4·(s + |c|), the square of which is at
 * most twice (u·K·0.53/4)²·(s² + c²). Operands cut to the 11 bits of TF32 are too small by up to
 * 2^-10, both alike: at most 2^-20·(s² + c²). What a type may flush to zero counts as nothing.
 *
 * @param ofTerms what s² + c² is multiplied by
 * @param floor the square of what counts as nothing
 */
record ProductRounding(double ofTerms, double floor) {
  /** Squares of smaller numbers are lost in FP64. */
  private static final double SMALLEST_TO_SQUARE = 0x1p-500;

  static ProductRounding of(MatMul op) {
    DType accumulate = op.compute().accumulate();
    double k = (double) op.k();
    double u = SumBits.unitRoundoff(op);
    double terms = u * u * (k / 6 + 1);
    if (op.storage().bits() <= 16) {
      double bias = u * k * 0.53 / 4;
      terms += 2 * bias * bias;
    }
    if (op.storage() == DType.FP32 && op.compute().mathMode() != MathMode.STRICT) {
      terms += 0x1p-20;
    }
    double least =
        Math.max(
            SMALLEST_TO_SQUARE,
            Math.max(k * Encoding.smallest(accumulate), Encoding.smallest(op.output())));
    return new ProductRounding(terms, least * least);
  }

  /**
   * Of one element.
   *
   * @param squares Σ a²·b²
   * @param value the element as it should be
   */
  double variance(double squares, double value) {
    return ofTerms * (squares + value * value) + floor;
  }
}
