package io.goodflops.workload.verify;

import io.goodflops.spi.MatMul;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.data.SumBits;
import java.io.IOException;

/**
 * All operands 0 or 1: every element of C is 0 or K.
 *
 * <p>While K fits the accumulator, the sum is exact and C is K rounded once. A narrower accumulator
 * is held to the worst case, K·u relative.
 */
final class ConstantProductCheck {
  private ConstantProductCheck() {}

  static Verdict check(MatMul op, Judge.Question question) throws IOException {
    double sum = question.pattern() == Pattern.ZERO ? 0 : (double) op.k();
    double right = op.storage().isInteger() ? (int) (long) sum : Encoding.round(op.output(), sum);
    return Constants.check(op, question, "constant-product", right, bound(op, sum));
  }

  private static double bound(MatMul op, double sum) {
    if (op.storage().isInteger()) {
      return 0;
    }
    double u = SumBits.unitRoundoff(op);
    return sum * u <= 1 ? 0 : sum * sum * u;
  }
}
