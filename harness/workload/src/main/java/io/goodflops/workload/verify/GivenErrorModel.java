package io.goodflops.workload.verify;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Encoding;
import java.io.IOException;
import java.util.Arrays;

/**
 * How far an honest matrix product of any operands strays: {@link ErrorModel} with the size of an
 * element's terms in the place of their variance.
 *
 * <p>Let c = Σ a·b be an element and s² = Σ a²·b². In no particular order, partial sums are a
 * random walk of variance s²·k/K around the line c·k/K. A sequential sum that rounds to nearest has
 * the error variance Σ u²·(s²·k/K + c²·k²/K²)/3 = u²·(s²·K/6 + c²·K/9), and u²·s²/3 more if the
 * products are rounded too; u²·(K/6 + 1)·(s² + c²) is above both. Truncation in matrix units for
 * 16-bit operands has a bias of up to u·K·0.53/4·(s + |c|), the square of which is at most twice
 * (u·K·0.53/4)²·(s² + c²). Rounding the output adds uOut²·c²/3. Operands cut to the 11 bits of TF32
 * are too small by up to 2^-10, both alike: at most 2^-20·(s² + c²). What a type may flush to zero
 * counts as nothing.
 *
 * <p>The sum over a row is (A∘A)·((B∘B)·1), with the squares of C as the device found it: a wrong
 * element that is large still errs by far more than it adds. FP64 operands beyond 10^77, whose
 * squares overflow, do not pass.
 */
final class GivenErrorModel implements Sigmas {
  private static final double FP64_ROUNDOFF = 0x1p-53;

  /** Squares of smaller numbers are lost in FP64. */
  private static final double SMALLEST_TO_SQUARE = 0x1p-500;

  private final MatMul op;
  private final ElementSource a;
  private final ElementSource b;
  private final OutputValues c;
  private final double ofTerms;
  private final double ofOutput;
  private final double floor;

  GivenErrorModel(MatMul op, ElementSource a, ElementSource b, OutputValues c) {
    this.op = op;
    this.a = a;
    this.b = b;
    this.c = c;
    DType accumulate = op.compute().accumulate();
    double k = (double) op.k();
    double u = Encoding.unitRoundoff(accumulate);
    double terms = u * u * (k / 6 + 1);
    if (op.storage().bits() == 16) {
      double bias = u * k * 0.53 / 4;
      terms += 2 * bias * bias;
    }
    if (op.storage() == DType.FP32 && op.compute().mathMode() != MathMode.STRICT) {
      terms += 0x1p-20;
    }
    ofTerms = terms;
    double uOutput = Encoding.unitRoundoff(op.output());
    ofOutput = uOutput > u ? uOutput * uOutput / 3 : 0;
    double least =
        Math.max(
            SMALLEST_TO_SQUARE,
            Math.max(k * Encoding.smallest(accumulate), Encoding.smallest(op.output())));
    floor = least * least;
  }

  @Override
  public double element(double squares, double value) {
    double square = value * value;
    return Math.sqrt(ofTerms * (squares + square) + ofOutput * square + floor);
  }

  @Override
  public double[] rows(long batch) throws IOException {
    Matrices matrices = new Matrices(op);
    double[][] ones = new double[1][(int) op.n()];
    Arrays.fill(ones[0], 1);
    double[][] ofB = matrices.b(batch).times(squares(b::read), ones);
    double[] ofProducts = matrices.a(batch).times(squares(a::read), ofB)[0];
    double[] ofC = matrices.c(batch).times(squares(c::read), ones)[0];
    double n = (double) op.n();
    double own = FP64_ROUNDOFF * FP64_ROUNDOFF * (n + (double) op.k()) / 2;
    double[] sigmas = new double[ofC.length];
    for (int row = 0; row < sigmas.length; row++) {
      double terms = (ofTerms + own) * (ofProducts[row] + ofC[row]);
      sigmas[row] = Math.sqrt(terms + ofOutput * ofC[row] + n * floor);
    }
    return sigmas;
  }

  @Override
  public boolean rowsMayRepeat() {
    return true;
  }

  private static DoubleProduct.Elements squares(DoubleProduct.Elements elements) {
    return (first, target, from, count) -> {
      elements.read(first, target, from, count);
      for (int i = from; i < from + count; i++) {
        target[i] *= target[i];
      }
    };
  }
}
