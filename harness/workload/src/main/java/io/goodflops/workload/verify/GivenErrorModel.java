package io.goodflops.workload.verify;

import io.goodflops.spi.MatMul;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.SumBits;
import java.io.IOException;
import java.util.Arrays;

/**
 * How far an honest matrix product of any operands strays: {@link ErrorModel} with the size of an
 * element's terms in the place of their variance, as {@link ProductRounding} has it. Rounding the
 * output adds uOut²·c²/3.
 *
 * <p>The sum over a row is (A∘A)·((B∘B)·1), with the squares of C as the device found it: a wrong
 * element that is large still errs by far more than it adds. FP64 operands beyond 10^77, whose
 * squares overflow, do not pass.
 */
final class GivenErrorModel implements Sigmas {
  private static final double FP64_ROUNDOFF = 0x1p-53;

  private final MatMul op;
  private final ElementSource a;
  private final ElementSource b;
  private final OutputValues c;
  private final ProductRounding rounding;
  private final double ofOutput;

  GivenErrorModel(MatMul op, ElementSource a, ElementSource b, OutputValues c) {
    this.op = op;
    this.a = a;
    this.b = b;
    this.c = c;
    rounding = ProductRounding.of(op);
    double uOutput = Encoding.unitRoundoff(op.output());
    double u = SumBits.unitRoundoff(op);
    ofOutput = uOutput > u ? uOutput * uOutput / 3 : 0;
  }

  @Override
  public double element(double squares, double value) {
    return Math.sqrt(rounding.variance(squares, value) + ofOutput * value * value);
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
      double terms = (rounding.ofTerms() + own) * (ofProducts[row] + ofC[row]);
      sigmas[row] = Math.sqrt(terms + ofOutput * ofC[row] + n * rounding.floor());
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
