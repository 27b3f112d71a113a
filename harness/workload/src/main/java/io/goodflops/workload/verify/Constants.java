package io.goodflops.workload.verify;

import io.goodflops.spi.Op;
import java.io.IOException;

/** Compares a whole output with one number. */
final class Constants {
  private static final int CHUNK = 4096;

  private Constants() {}

  static Verdict check(Op op, Judge.Question question, String method, double right, double bound)
      throws IOException {
    OutputValues values = new OutputValues(op, question.output());
    long elements = op.outputs().get(0).spec().elements();
    double[] chunk = new double[CHUNK];
    double worst = 0;
    long where = -1;
    for (long first = 0; first < elements; first += CHUNK) {
      int count = (int) Math.min(CHUNK, elements - first);
      values.read(first, chunk, 0, count);
      for (int i = 0; i < count; i++) {
        double error = chunk[i] == right ? 0 : Math.abs(chunk[i] - right);
        if (!(error <= worst)) {
          worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
          where = first + i;
        }
      }
    }
    String detail =
        worst <= bound
            ? "all " + elements + " elements are " + right
            : "element " + where + " is off by " + worst + ", must be " + right;
    return Verdict.of(method, worst, bound, detail);
  }
}
