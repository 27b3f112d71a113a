package io.goodflops.workload.verify;

import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.workload.data.ElementSource;
import java.util.List;
import java.util.Optional;

/** Whether given inputs are such that their op has a result. */
final class GivenInputs {
  private static final int CHUNK = 4096;

  private GivenInputs() {}

  /** Which input holds what is no number, or an index outside of its table; empty if none does. */
  static Optional<String> unfit(Op op, List<ElementSource> inputs) {
    double[] values = new double[CHUNK];
    for (int i = 0; i < inputs.size(); i++) {
      Operand operand = op.inputs().get(i);
      double end = end(op, i);
      long elements = operand.spec().elements();
      for (long first = 0; first < elements; first += CHUNK) {
        int count = (int) Math.min(CHUNK, elements - first);
        inputs.get(i).read(first, values, 0, count);
        int at = firstUnfit(values, count, end);
        if (at < count) {
          String what = Double.isFinite(values[at]) ? "an index below " + (long) end : "a number";
          return Optional.of(
              "element "
                  + (first + at)
                  + " of input "
                  + i
                  + " ("
                  + operand.name()
                  + ") is "
                  + values[at]
                  + ", not "
                  + what);
        }
      }
    }
    return Optional.empty();
  }

  /** The place of the first, or {@code count}. */
  private static int firstUnfit(double[] values, int count, double end) {
    for (int i = 0; i < count; i++) {
      boolean fit = end > 0 ? values[i] >= 0 && values[i] < end : Double.isFinite(values[i]);
      if (!fit) {
        return i;
      }
    }
    return count;
  }

  /** Indices of an input must be below; 0 if it holds none. */
  private static double end(Op op, int input) {
    if (op instanceof CrossEntropy loss && input == 1) {
      return (double) loss.classes();
    }
    return op instanceof Embedding embedding && input == 1 ? (double) embedding.vocabulary() : 0;
  }
}
