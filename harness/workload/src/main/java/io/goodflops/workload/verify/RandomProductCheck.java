package io.goodflops.workload.verify;

import io.goodflops.spi.MatMul;
import io.goodflops.workload.data.Counter;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.InputData;
import java.io.IOException;
import java.util.Locale;

/**
 * C must be near A·B: Freivalds' test in FP64 with r = ±1, which looks at every element, and
 * sampled elements against dot products, which look closely.
 *
 * <p>Of both the largest error and the root mean square are held against {@link ErrorModel}. What
 * statistics let through (one element off by little) the exact data catch.
 */
final class RandomProductCheck {
  private static final String METHOD = "freivalds-statistical";
  private static final int ROUNDS = 4;

  private final MatMul op;
  private final ElementSource a;
  private final ElementSource b;
  private final OutputValues c;

  /** Numbers of B held at once. */
  private static final long MOST_NUMBERS = 1 << 21;

  private final ErrorModel model;
  private Worst worst = new Worst(0, 1, "");

  private RandomProductCheck(MatMul op, Judge.Question question) {
    this.op = op;
    this.a = InputData.source(op, 0, question.pattern(), question.dataSeed());
    this.b = InputData.source(op, 1, question.pattern(), question.dataSeed());
    this.c = new OutputValues(op, question.output());
    this.model = new ErrorModel(op);
  }

  static Verdict check(MatMul op, Judge.Question question) throws IOException {
    return new RandomProductCheck(op, question).run(question.challengeSeed());
  }

  private Verdict run(long challengeSeed) throws IOException {
    rows(challengeSeed);
    long samples = samples(challengeSeed);
    boolean passed = worst.error() <= worst.bound();
    String detail =
        passed
            ? String.format(
                Locale.ROOT,
                "%d rounds over all rows and %d sampled elements; nearest to its bound: %s",
                ROUNDS,
                samples,
                worst.what())
            : worst.what() + " exceeds what rounding explains";
    return Verdict.of(METHOD, worst.error(), worst.bound(), detail);
  }

  private void rows(long challengeSeed) throws IOException {
    double[][] r = new double[ROUNDS][(int) op.n()];
    for (int round = 0; round < ROUNDS; round++) {
      long key = Counter.key(challengeSeed, round);
      for (int j = 0; j < r[round].length; j++) {
        r[round][j] = ((Counter.word(key, j >> 6) >>> (j & 63)) & 1) == 0 ? 1 : -1;
      }
    }
    double sigma = model.rowSigma();
    Spread spread = new Spread();
    for (long batch = 0; batch < op.batch(); batch++) {
      double[][] expected = matrixA(batch).times(a::read, matrixB(batch).times(b::read, r));
      double[][] found = matrixC(batch).times(c::read, r);
      for (int row = 0; row < op.m(); row++) {
        for (int round = 0; round < ROUNDS; round++) {
          double error = Math.abs(found[round][row] - expected[round][row]);
          if (spread.add(error)) {
            note(error, ErrorModel.MAX_SIGMAS * sigma, "C·r in batch %d, row %d", batch, row);
          }
        }
      }
    }
    // the rounds share their rows' errors, so only rows count as independent
    note(
        spread.rootMeanSquare(),
        ErrorModel.rmsSigmas(op.batch() * op.m()) * sigma,
        "root mean square of C·r over %d rows, %d rounds",
        op.batch() * op.m(),
        ROUNDS);
  }

  private long samples(long challengeSeed) throws IOException {
    SampleGrid grid = SampleGrid.of(op, challengeSeed);
    double sigma = model.elementSigma();
    Spread spread = new Spread();
    for (long batch : grid.batches()) {
      double[][] right = products(grid, batch);
      for (int i = 0; i < right.length; i++) {
        long row = grid.rows().get(i);
        for (int j = 0; j < right[i].length; j++) {
          long column = grid.columns().get(j);
          double error = Math.abs(c.at((batch * op.m() + row) * op.n() + column) - right[i][j]);
          if (spread.add(error)) {
            note(error, ErrorModel.MAX_SIGMAS * sigma, "C[%d][%d] in batch %d", row, column, batch);
          }
        }
      }
    }
    note(
        spread.rootMeanSquare(),
        ErrorModel.rmsSigmas(grid.size()) * sigma,
        "root mean square of %d sampled elements",
        grid.size());
    return grid.size();
  }

  /**
   * The sampled elements as they should be. A K of a million must not fill the memory: in parts.
   */
  private double[][] products(SampleGrid grid, long batch) {
    double[][] right = new double[grid.rows().size()][grid.columns().size()];
    double[][] columns = new double[grid.columns().size()][];
    long longest = Math.max(1, MOST_NUMBERS / columns.length);
    for (long first = 0; first < op.k(); first += longest) {
      int count = (int) Math.min(longest, op.k() - first);
      for (int j = 0; j < columns.length; j++) {
        columns[j] = columnOfB(batch, grid.columns().get(j), first, count);
      }
      for (int i = 0; i < right.length; i++) {
        double[] rowOfA = rowOfA(batch, grid.rows().get(i), first, count);
        for (int j = 0; j < columns.length; j++) {
          right[i][j] += Dot.product(rowOfA, columns[j]);
        }
      }
    }
    return right;
  }

  private void note(double error, double bound, String what, Object... arguments) {
    double ratio = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error / bound;
    if (worst.what().isEmpty() || ratio > worst.error() / worst.bound()) {
      double finite = Double.isFinite(ratio) ? error : Double.MAX_VALUE;
      worst = new Worst(finite, bound, String.format(Locale.ROOT, what, arguments));
    }
  }

  private double[] rowOfA(long batch, long row, long k, int count) {
    long start = batch * op.m() * op.k();
    return op.transposeA()
        ? line(a, start + row + k * op.m(), op.m(), count)
        : line(a, start + row * op.k() + k, 1, count);
  }

  private double[] columnOfB(long batch, long column, long k, int count) {
    long start = batch * op.k() * op.n();
    return op.transposeB()
        ? line(b, start + column * op.k() + k, 1, count)
        : line(b, start + column + k * op.n(), op.n(), count);
  }

  private static double[] line(ElementSource source, long first, long step, int count) {
    double[] values = new double[count];
    if (step == 1) {
      source.read(first, values, 0, values.length);
    } else {
      for (int k = 0; k < values.length; k++) {
        source.read(first + k * step, values, k, 1);
      }
    }
    return values;
  }

  private DoubleProduct matrixA(long batch) {
    int rows = (int) (op.transposeA() ? op.k() : op.m());
    int columns = (int) (op.transposeA() ? op.m() : op.k());
    return new DoubleProduct(batch * rows * columns, rows, columns, op.transposeA());
  }

  private DoubleProduct matrixB(long batch) {
    int rows = (int) (op.transposeB() ? op.n() : op.k());
    int columns = (int) (op.transposeB() ? op.k() : op.n());
    return new DoubleProduct(batch * rows * columns, rows, columns, op.transposeB());
  }

  private DoubleProduct matrixC(long batch) {
    return new DoubleProduct(batch * op.m() * op.n(), (int) op.m(), (int) op.n(), false);
  }

  private record Worst(double error, double bound, String what) {}

  /** Keeps the largest and the mean square; a NaN stays. */
  private static final class Spread {
    private double largest = -1;
    private double squares;
    private long count;

    /** Whether this is the largest yet, or no number. */
    boolean add(double error) {
      squares += error * error;
      count++;
      if (error <= largest) {
        return false;
      }
      largest = error;
      return true;
    }

    double rootMeanSquare() {
      return Math.sqrt(squares / count);
    }
  }
}
