package io.goodflops.workload.verify;

import io.goodflops.spi.MatrixChain;
import io.goodflops.workload.data.ElementSource;
import java.io.IOException;

/**
 * The ends of chains of matrix products: X + steps·A·B, exactly, since all of them are small
 * integers (see {@link io.goodflops.workload.data.MatrixChainData}).
 */
final class MatrixChainCheck {
  private static final int TILE = MatrixChain.SIZE * MatrixChain.SIZE;

  private MatrixChainCheck() {}

  static Verdict check(MatrixChain op, Judge.Question question) throws IOException {
    double[] step = step(question.input(1), question.input(2));
    ElementSource x = question.input(0);
    OutputValues y = new OutputValues(op, question.output());
    double[] starts = new double[TILE];
    double[] found = new double[TILE];
    double worst = 0;
    long where = -1;
    for (long tile = 0; tile < op.tiles(); tile++) {
      x.read(tile * TILE, starts, 0, TILE);
      y.read(tile * TILE, found, 0, TILE);
      for (int i = 0; i < TILE; i++) {
        double error = Math.abs(found[i] - (starts[i] + op.steps() * step[i]));
        if (!(error <= worst)) {
          worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
          where = tile * TILE + i;
        }
      }
    }
    String what = "all " + op.tiles() + " tiles, every step counted";
    return Verdict.of(
        "matrix-chain-ends", worst, 0, worst == 0 ? what : "element " + where + " is wrong");
  }

  /** What one step adds. */
  static double[] step(ElementSource a, ElementSource b) {
    double[] left = new double[MatrixChain.SIZE * MatrixChain.DEPTH];
    double[] right = new double[left.length];
    a.read(0, left, 0, left.length);
    b.read(0, right, 0, right.length);
    double[] product = new double[TILE];
    for (int i = 0; i < MatrixChain.SIZE; i++) {
      for (int k = 0; k < MatrixChain.DEPTH; k++) {
        for (int j = 0; j < MatrixChain.SIZE; j++) {
          product[i * MatrixChain.SIZE + j] +=
              left[i * MatrixChain.DEPTH + k] * right[k * MatrixChain.SIZE + j];
        }
      }
    }
    return product;
  }
}
