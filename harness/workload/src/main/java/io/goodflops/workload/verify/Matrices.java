package io.goodflops.workload.verify;

import io.goodflops.spi.MatMul;

/** Where the matrices of a product lie in their operands. */
record Matrices(MatMul op) {
  DoubleProduct a(long batch) {
    int rows = (int) (op.transposeA() ? op.k() : op.m());
    int columns = (int) (op.transposeA() ? op.m() : op.k());
    return new DoubleProduct(batch * rows * columns, rows, columns, op.transposeA());
  }

  DoubleProduct b(long batch) {
    int rows = (int) (op.transposeB() ? op.n() : op.k());
    int columns = (int) (op.transposeB() ? op.k() : op.n());
    return new DoubleProduct(batch * rows * columns, rows, columns, op.transposeB());
  }

  DoubleProduct c(long batch) {
    return new DoubleProduct(batch * op.m() * op.n(), (int) op.m(), (int) op.n(), false);
  }

  /** Numbers {@code first} to {@code first + count} of the sums behind a row of C. */
  Line rowOfA(long batch, long row, long first, int count) {
    long start = batch * op.m() * op.k();
    return op.transposeA()
        ? new Line(start + row + first * op.m(), op.m(), count)
        : new Line(start + row * op.k() + first, 1, count);
  }

  /** The same for a column of C. */
  Line columnOfB(long batch, long column, long first, int count) {
    long start = batch * op.k() * op.n();
    return op.transposeB()
        ? new Line(start + column * op.k() + first, 1, count)
        : new Line(start + column + first * op.n(), op.n(), count);
  }

  /** Elements {@code first}, {@code first + step} and so on. */
  record Line(long first, long step, int count) {}
}
