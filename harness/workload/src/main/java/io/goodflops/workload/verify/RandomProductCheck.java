package io.goodflops.workload.verify;

import io.goodflops.spi.MatMul;
import io.goodflops.workload.data.Counter;
import io.goodflops.workload.data.ElementSource;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * C must be near A·B: Freivalds' test in FP64 with r = ±1, which looks at every element, and
 * sampled elements against dot products, which look closely.
 *
 * <p>Of both the largest error and the root mean square are held against {@link ErrorModel}, or
 * {@link GivenErrorModel} for given operands. Errors are divided by their own standard deviations
 * first, so that large rows do not hide what small ones lack. What statistics let through (one
 * element off by little) the exact data catch.
 */
final class RandomProductCheck {
  private static final String METHOD = "freivalds-statistical";
  private static final int ROUNDS = 4;

  /** Numbers of A and B held at once. */
  private static final long MOST_NUMBERS = 1 << 21;

  private final MatMul op;
  private final ElementSource a;
  private final ElementSource b;
  private final OutputValues c;

  private final Matrices matrices;
  private final Sigmas sigmas;
  private Worst worst = new Worst(0, 1, "");

  private RandomProductCheck(MatMul op, Judge.Question question) {
    this.op = op;
    this.a = question.input(0);
    this.b = question.input(1);
    this.c = new OutputValues(op, question.output());
    this.matrices = new Matrices(op);
    this.sigmas = question.areGiven() ? new GivenErrorModel(op, a, b, c) : new ErrorModel(op);
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
    Spread spread = new Spread();
    for (long batch = 0; batch < op.batch(); batch++) {
      double[] sigma = sigmas.rows(batch);
      double[][] expected = matrices.a(batch).times(a::read, matrices.b(batch).times(b::read, r));
      double[][] found = matrices.c(batch).times(c::read, r);
      for (int row = 0; row < op.m(); row++) {
        boolean counts = false;
        for (int round = 0; round < ROUNDS; round++) {
          double error = Math.abs(found[round][row] - expected[round][row]);
          if (isZero(expected[round][row], error)) {
            continue;
          }
          counts = true;
          if (spread.add(error, sigma[row])) {
            note(error, ErrorModel.MAX_SIGMAS * sigma[row], "C·r in batch %d, row %d", batch, row);
          }
        }
        if (counts) {
          spread.group(expected[0][row]);
        }
      }
    }
    // the rounds share their rows' errors, so only rows count as independent
    noteMeanSquare(
        spread,
        op.batch() * op.m(),
        "root mean square of C·r over %d rows, %d rounds",
        op.batch() * op.m(),
        ROUNDS);
  }

  private long samples(long challengeSeed) throws IOException {
    SampleGrid grid = SampleGrid.of(op, challengeSeed);
    Spread spread = new Spread();
    for (long batch : grid.batches()) {
      double[][][] right = products(grid, batch);
      for (int i = 0; i < right[0].length; i++) {
        long row = grid.rows().get(i);
        for (int j = 0; j < right[0][i].length; j++) {
          long column = grid.columns().get(j);
          double value = right[0][i][j];
          double error = Math.abs(c.at((batch * op.m() + row) * op.n() + column) - value);
          if (isZero(value, error)) {
            continue;
          }
          double sigma = sigmas.element(right[1][i][j], value);
          spread.group(value);
          if (spread.add(error, sigma)) {
            note(error, ErrorModel.MAX_SIGMAS * sigma, "C[%d][%d] in batch %d", row, column, batch);
          }
        }
      }
    }
    noteMeanSquare(spread, grid.size(), "root mean square of %d sampled elements", grid.size());
    return grid.size();
  }

  /**
   * Right without any rounding, as rows of zeros are: says nothing of how well others are rounded.
   */
  private static boolean isZero(double expected, double error) {
    return expected == 0 && error == 0;
  }

  /**
   * The sampled elements as they should be, and for each the sum of its squared terms. A K of a
   * million must not fill the memory: in parts.
   */
  private double[][][] products(SampleGrid grid, long batch) {
    int rows = grid.rows().size();
    int columns = grid.columns().size();
    double[][][] right = new double[2][rows][columns];
    long longest = Math.max(1, MOST_NUMBERS / (rows + columns));
    for (long k = 0; k < op.k(); k += longest) {
      long first = k;
      int count = (int) Math.min(longest, op.k() - first);
      List<Matrices.Line> left =
          grid.rows().stream().map(i -> matrices.rowOfA(batch, i, first, count)).toList();
      List<Matrices.Line> top =
          grid.columns().stream().map(j -> matrices.columnOfB(batch, j, first, count)).toList();
      double[][] x = Lines.read(a, left);
      double[][] y = Lines.read(b, top);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          right[0][i][j] += Dot.product(x[i], y[j]);
          right[1][i][j] += Dot.squares(x[i], y[j]);
        }
      }
    }
    return right;
  }

  private void noteMeanSquare(Spread spread, long all, String what, Object... arguments) {
    long independent = sigmas.rowsMayRepeat() ? spread.independent() : all;
    double sigma = spread.sigma();
    note(
        spread.rootMeanSquare() * sigma,
        ErrorModel.rmsSigmas(independent) * sigma,
        what,
        arguments);
  }

  private void note(double error, double bound, String what, Object... arguments) {
    boolean numbers = Double.isFinite(error / bound) && Double.isFinite(bound);
    double ratio = numbers ? error / bound : Double.POSITIVE_INFINITY;
    if (worst.what().isEmpty() || ratio > worst.error() / worst.bound()) {
      double finite = Double.isFinite(bound) ? bound : 1;
      worst =
          new Worst(
              numbers ? error : Double.MAX_VALUE,
              finite,
              String.format(Locale.ROOT, what, arguments));
    }
  }

  private record Worst(double error, double bound, String what) {}
}
