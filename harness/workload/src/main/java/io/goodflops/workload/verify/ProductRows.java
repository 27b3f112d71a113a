package io.goodflops.workload.verify;

import io.goodflops.spi.MatMul;
import io.goodflops.workload.data.Counter;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rows of a matrix product of given numbers in FP64, and how far an honest device's may be off: for
 * a product that went into the next op and was never written, so that Freivalds' test has nothing
 * to look at.
 *
 * <p>An element's error is at most z standard deviations of {@link ProductRounding}, with z =
 * {@value ErrorModel#MAX_SIGMAS}, and one rounding to the output's type, which a device that keeps
 * the sum in a register may leave out.
 */
public final class ProductRows {
  /** Products with more than this are looked at in rows that are drawn. */
  private static final long MOST_MULTIPLY_ADDS = 1L << 30;

  private static final long FEWEST_ROWS = 16;

  /** Numbers of a block of rows that are held at once. */
  private static final long MOST_NUMBERS = 1L << 21;

  /** Numbers of B that are held at once. */
  private static final long PIECE_NUMBERS = 1L << 18;

  private final MatMul op;
  private final ElementSource a;
  private final ElementSource b;
  private final ProductRounding rounding;

  /**
   * A product.
   *
   * @param a the first operand's numbers, as it is stored
   * @param b the second one's
   */
  public ProductRows(MatMul op, ElementSource a, ElementSource b) {
    this.op = op;
    this.a = a;
    this.b = b;
    this.rounding = ProductRounding.of(op);
  }

  /**
   * The rows to look at, counted through all batches: all of them, or, of a product that would take
   * too long, one drawn from each of as many equal parts as are affordable.
   *
   * @param challengeSeed drawn after the device had answered
   */
  public static List<Long> rows(MatMul op, long challengeSeed) {
    long all = op.batch() * op.m();
    long affordable = Math.max(FEWEST_ROWS, MOST_MULTIPLY_ADDS / (op.n() * op.k()));
    long count = Math.min(all, affordable);
    SplittableRandom random = new SplittableRandom(Counter.key(challengeSeed, 1 << 21));
    List<Long> rows = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      rows.add(random.nextLong(Math.multiplyExact(all, i) / count, all * (i + 1) / count));
    }
    return rows;
  }

  /** Divides rows into blocks that may be asked for at once: of one batch, and not too large. */
  public List<List<Long>> blocks(List<Long> rows) {
    long most = Math.max(1, MOST_NUMBERS / (op.n() + op.k()));
    List<List<Long>> blocks = new ArrayList<>();
    for (int first = 0; first < rows.size(); ) {
      long batch = rows.get(first) / op.m();
      int end = first + 1;
      while (end < rows.size() && end - first < most && rows.get(end) / op.m() == batch) {
        end++;
      }
      blocks.add(rows.subList(first, end));
      first = end;
    }
    return blocks;
  }

  /** Some rows in FP64. */
  public static final class Block {
    private final double[][] values;
    private final double[][] errors;

    private Block(double[][] values, double[][] errors) {
      this.values = values;
      this.errors = errors;
    }

    /** N elements of a row, counted through the block. */
    public double[] values(int row) {
      return values[row];
    }

    /** The largest errors that an honest device's elements may have. */
    public double[] errors(int row) {
      return errors[row];
    }
  }

  /** The rows of one of {@link #blocks}. */
  public Block of(List<Long> rows) {
    int n = Math.toIntExact(op.n());
    double[][] left = left(rows);
    double[][] sums = new double[rows.size()][n];
    double[][] squares = new double[rows.size()][n];
    long start = rows.get(0) / op.m() * op.k() * op.n();
    int lineLength = Math.toIntExact(op.transposeB() ? op.k() : op.n());
    long lines = op.transposeB() ? op.n() : op.k();
    long step = Math.max(1, PIECE_NUMBERS / lineLength);
    double[] piece = new double[Math.toIntExact(Math.min(step, lines) * lineLength)];
    for (long line = 0; line < lines; line += step) {
      int count = (int) Math.min(step, lines - line);
      b.read(start + line * lineLength, piece, 0, count * lineLength);
      int first = (int) line;
      IntStream.range(0, left.length)
          .parallel()
          .forEach(
              r -> {
                if (op.transposeB()) {
                  dots(left[r], piece, first, count, sums[r], squares[r]);
                } else {
                  addScaled(left[r], piece, first, count, sums[r], squares[r]);
                }
              });
    }
    double uOutput = Encoding.unitRoundoff(op.output());
    for (int r = 0; r < sums.length; r++) {
      for (int j = 0; j < n; j++) {
        double sigma = Math.sqrt(rounding.variance(squares[r][j], sums[r][j]));
        squares[r][j] = ErrorModel.MAX_SIGMAS * sigma + uOutput * Math.abs(sums[r][j]);
      }
    }
    return new Block(sums, squares);
  }

  /** The rows of A, one after the other. */
  private double[][] left(List<Long> rows) {
    int k = Math.toIntExact(op.k());
    double[][] left = new double[rows.size()][k];
    if (!op.transposeA()) {
      for (int r = 0; r < left.length; r++) {
        a.read(rows.get(r) * op.k(), left[r], 0, k);
      }
      return left;
    }
    long start = rows.get(0) / op.m() * op.k() * op.m();
    double[] line = new double[Math.toIntExact(op.m())];
    for (int i = 0; i < k; i++) {
      a.read(start + i * op.m(), line, 0, line.length);
      for (int r = 0; r < left.length; r++) {
        left[r][i] = line[(int) (rows.get(r) % op.m())];
      }
    }
    return left;
  }

  /** Adds what some rows of B, as it is stored, give to all columns. */
  private static void addScaled(
      double[] left, double[] piece, int first, int count, double[] sums, double[] squares) {
    int n = sums.length;
    for (int line = 0; line < count; line++) {
      double x = left[first + line];
      int at = line * n;
      for (int j = 0; j < n; j++) {
        double term = x * piece[at + j];
        sums[j] += term;
        squares[j] += term * term;
      }
    }
  }

  /** Whole elements: each row of B, as it is stored, belongs to one column. */
  private static void dots(
      double[] left, double[] piece, int first, int count, double[] sums, double[] squares) {
    int k = left.length;
    for (int line = 0; line < count; line++) {
      double sum = 0;
      double square = 0;
      int at = line * k;
      for (int i = 0; i < k; i++) {
        double term = left[i] * piece[at + i];
        sum += term;
        square += term * term;
      }
      sums[first + line] = sum;
      squares[first + line] = square;
    }
  }
}
