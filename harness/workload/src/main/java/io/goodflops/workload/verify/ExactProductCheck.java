package io.goodflops.workload.verify;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.workload.data.Counter;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.SumBits;
import java.io.IOException;

/**
 * C must equal A·B exactly: Freivalds' test (Freivalds, IFIP 1977) over integers modulo 2^64.
 *
 * <p>For random 64-bit vectors r, C·r is compared with A·(B·r). If an element of C is off by d =
 * 2^t·odd, a round misses it with probability at most 2^-(64-t), because r at that element is
 * uniform and independent of the others. An answer beyond the range that the data allow is wrong at
 * once, so t is at most S+1 for S significand bits, and the number of rounds brings the chance
 * below 2^-40. Where INT32 sums may wrap, only the low 32 bits count, t may be 31, and {@value
 * #WRAPPING_ROUNDS} rounds leave 2^-{@value #WRAPPING_ROUNDS} at worst.
 */
final class ExactProductCheck {
  private static final String METHOD = "freivalds-exact";
  private static final int MISS_BITS = 40;
  private static final int WRAPPING_ROUNDS = 32;

  /** Largest K for which sums of INT8 products cannot leave INT32. */
  private static final long INT8_SAFE_K = (1L << 17) - 1;

  private final MatMul op;
  private final ElementSource a;
  private final ElementSource b;
  private final OutputValues c;
  private final boolean wraps;
  private final double limit;
  private final double[] scratch = new double[2048];
  private long strangers;

  private ExactProductCheck(MatMul op, Judge.Question question) {
    this.op = op;
    this.a = question.input(0);
    this.b = question.input(1);
    this.c = new OutputValues(op, question.output());
    this.wraps =
        op.storage() == DType.INT32 || (op.storage() == DType.INT8 && op.k() > INT8_SAFE_K);
    this.limit = Math.scalb(1.0, sumBits());
  }

  static Verdict check(MatMul op, Judge.Question question) throws IOException {
    return new ExactProductCheck(op, question).run(question.challengeSeed());
  }

  private Verdict run(long challengeSeed) throws IOException {
    int rounds = wraps ? WRAPPING_ROUNDS : (MISS_BITS + 62 - sumBits()) / (63 - sumBits());
    long[][] r = challenge(rounds, challengeSeed);
    long wrongRows = 0;
    String where = "";
    for (long batch = 0; batch < op.batch(); batch++) {
      long[][] expected = matrixA(batch).times(a::read, matrixB(batch).times(b::read, r));
      long[][] found = matrixC(batch).times(this::readOutput, r);
      for (int row = 0; row < op.m(); row++) {
        if (differs(expected, found, row)) {
          wrongRows++;
          if (where.isEmpty()) {
            where = locate(batch, row);
          }
        }
      }
    }
    if (wrongRows == 0 && strangers > 0) {
      wrongRows = 1;
      where = "C holds numbers that no sum of these operands can reach";
    }
    String detail =
        wrongRows == 0
            ? "all " + op.batch() * op.m() + " rows equal the exact product, " + rounds + " rounds"
            : wrongRows + " of " + op.batch() * op.m() + " rows are wrong; " + where;
    return Verdict.of(METHOD, (double) wrongRows, 0, detail);
  }

  private int sumBits() {
    return op.storage().isInteger() ? 32 : SumBits.ofOutput(op);
  }

  private long[][] challenge(int rounds, long challengeSeed) {
    long[][] r = new long[rounds][(int) op.n()];
    for (int round = 0; round < rounds; round++) {
      long key = Counter.key(challengeSeed, round);
      for (int j = 0; j < r[round].length; j++) {
        r[round][j] = Counter.word(key, j);
      }
    }
    return r;
  }

  private boolean differs(long[][] expected, long[][] found, int row) {
    for (int round = 0; round < expected.length; round++) {
      long difference = expected[round][row] - found[round][row];
      if ((wraps ? (int) difference : difference) != 0) {
        return true;
      }
    }
    return false;
  }

  private LongProduct matrixA(long batch) {
    int rows = (int) (op.transposeA() ? op.k() : op.m());
    int columns = (int) (op.transposeA() ? op.m() : op.k());
    return new LongProduct(batch * rows * columns, rows, columns, op.transposeA());
  }

  private LongProduct matrixB(long batch) {
    int rows = (int) (op.transposeB() ? op.n() : op.k());
    int columns = (int) (op.transposeB() ? op.k() : op.n());
    return new LongProduct(batch * rows * columns, rows, columns, op.transposeB());
  }

  private LongProduct matrixC(long batch) {
    return new LongProduct(batch * op.m() * op.n(), (int) op.m(), (int) op.n(), false);
  }

  /** C as integers. What is none, or out of range, becomes a number that no sum can be. */
  private void readOutput(long first, long[] target, int from, int count) throws IOException {
    c.read(first, scratch, 0, count);
    for (int i = 0; i < count; i++) {
      double value = scratch[i];
      long integer = (long) value;
      if (integer != value || Math.abs(value) > limit) {
        strangers++;
        integer = Long.MAX_VALUE - first - i;
      }
      target[from + i] = integer;
    }
  }

  /** Names the first wrong element of a wrong row, if that is cheap enough. */
  private String locate(long batch, int row) throws IOException {
    String place = "first in batch " + batch + ", row " + row;
    if (op.n() * op.k() > 1L << 24) {
      return place;
    }
    long[] rowOfA = new long[(int) op.k()];
    for (int k = 0; k < rowOfA.length; k++) {
      long index = op.transposeA() ? k * op.m() + row : row * op.k() + k;
      a.read(batch * op.m() * op.k() + index, rowOfA, k, 1);
    }
    LongProduct b1 = matrixB(batch);
    long[] sums =
        new LongProduct(b1.firstElement(), b1.rows(), b1.columns(), !b1.transposed())
            .times(b::read, new long[][] {rowOfA})[0];
    for (int column = 0; column < sums.length; column++) {
      double found = c.at((batch * op.m() + row) * op.n() + column);
      double right = (double) (wraps ? (int) sums[column] : sums[column]);
      if (found != right) {
        return place + ": C[" + row + "][" + column + "] is " + found + ", must be " + right;
      }
    }
    return place;
  }
}
