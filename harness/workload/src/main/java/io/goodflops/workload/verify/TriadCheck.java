package io.goodflops.workload.verify;

import io.goodflops.spi.Triad;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;

/**
 * Y = A + s·B element by element.
 *
 * <p>The product, the sum and the store each round at most once, fused or not: |error| ≤
 * u·(|s·b|+|y|) in the accumulator plus u·|y| in the output. Twice that passes; integers and exact
 * data must be equal. The error is given as a multiple of that bound.
 */
final class TriadCheck {
  private static final int CHUNK = 4096;

  private TriadCheck() {}

  static Verdict check(Triad op, Judge.Question question) throws IOException {
    ElementSource a = question.input(0);
    ElementSource b = question.input(1);
    OutputValues y = new OutputValues(op, question.output());
    boolean exact = question.pattern() != Pattern.RANDOM || op.dtype().isInteger();
    double uSum = exact ? 0 : Encoding.unitRoundoff(op.compute().accumulate());
    double uStore = exact ? 0 : Encoding.unitRoundoff(op.dtype());
    double[] left = new double[CHUNK];
    double[] right = new double[CHUNK];
    double[] found = new double[CHUNK];
    double worst = 0;
    long where = -1;
    for (long first = 0; first < op.elements(); first += CHUNK) {
      int count = (int) Math.min(CHUNK, op.elements() - first);
      a.read(first, left, 0, count);
      b.read(first, right, 0, count);
      y.read(first, found, 0, count);
      for (int i = 0; i < count; i++) {
        double product = Triad.SCALAR * right[i];
        double expected = left[i] + product;
        double error = Math.abs(found[i] - expected);
        double bound =
            2 * (uSum * (Math.abs(product) + Math.abs(expected)) + uStore * Math.abs(expected));
        double share = error == 0 ? 0 : error / bound;
        if (!(share <= worst)) {
          worst = Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
          where = first + i;
        }
      }
    }
    String detail =
        worst <= 1
            ? "all " + op.elements() + " elements are within rounding"
            : "element " + where + " is off by more than rounding explains";
    return Verdict.of("elementwise", worst, 1, detail);
  }
}
