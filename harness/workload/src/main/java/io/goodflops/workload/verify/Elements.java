package io.goodflops.workload.verify;

import io.goodflops.spi.Operand;
import io.goodflops.spi.TrainingOp;
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
 * <p>Each is held against its {@link ElementBound}; errors are multiples of these.
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

  @Override
  public void take(int output, long start, Expected expected) {
    Operand operand = op.outputs().get(output);
    ElementBound bound = new ElementBound(op, output);
    for (int first = 0; first < expected.values().length; first += CHUNK) {
      int count = Math.min(CHUNK, expected.values().length - first);
      read(output, start + first, chunk, count);
      for (int i = 0; i < count; i++) {
        double right = expected.values()[first + i];
        double error = Math.abs(chunk[i] - right);
        double share = share(error, bound.of(expected, first + i));
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
