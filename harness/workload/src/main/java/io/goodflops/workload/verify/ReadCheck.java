package io.goodflops.workload.verify;

import io.goodflops.spi.Read;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;

/** The sum must be exact: the data are made so that it is, in any order. */
final class ReadCheck {
  private static final int CHUNK = 4096;

  private ReadCheck() {}

  static Verdict check(Read op, Judge.Question question) throws IOException {
    ElementSource source = question.input(0);
    long[] chunk = new long[CHUNK];
    long sum = 0;
    for (long first = 0; first < op.elements(); first += CHUNK) {
      int count = (int) Math.min(CHUNK, op.elements() - first);
      source.read(first, chunk, 0, count);
      for (int i = 0; i < count; i++) {
        sum += chunk[i];
      }
    }
    double right = (double) (op.dtype().isInteger() ? (int) sum : sum);
    return Constants.check(op, question, "exact-sum", right, bound(op, question.pattern()));
  }

  /** Only a sum of very many ones has to be rounded: then the worst case holds, n·u relative. */
  private static double bound(Read op, Pattern pattern) {
    double n = (double) op.elements();
    double u = Encoding.unitRoundoff(op.compute().accumulate());
    return pattern == Pattern.ONE && n * u > 1 ? n * n * u : 0;
  }
}
