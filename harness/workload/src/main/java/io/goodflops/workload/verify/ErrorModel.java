package io.goodflops.workload.verify;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.SumBits;
import java.util.Arrays;

/**
 * How far an honest matrix product of operands uniform in [-1, 1] strays, from types and K alone.
 *
 * <p>A product a·b has variance v = 1/9, so partial sums grow like a random walk. With unit
 * roundoff u, a sequential sum that rounds to nearest has the error variance Σ u²·v·k/3 = u²·v·K²/6
 * (Higham, Mary, SIAM J. Sci. Comput. 2019, for the probabilistic view), and K·u²·v/3 more if the
 * products are rounded too. Blocked, pairwise and fused sums have less. Matrix units for 16-bit and
 * smaller operands may truncate where they add, once for each four products or more: this bias
 * grows like u·√v·K^1.5·0.53/4. Rounding the output adds u²·v·K/3. The modes TF32 and HF32 may cut
 * both operands to 11 bits.
 *
 * <p>The squared error of a random walk has an exponential tail, so that z standard deviations are
 * passed with a probability of about e^(-1.1·z): {@value #MAX_SIGMAS} leave 10^-11. The root mean
 * square of many errors is much closer to its expectation, which is what tells a systematic loss of
 * bits from noise.
 */
final class ErrorModel implements Sigmas {
  static final double MAX_SIGMAS = 24;
  private static final double PRODUCT_VARIANCE = 1.0 / 9;
  private static final double FP64_ROUNDOFF = 0x1p-53;

  private final MatMul op;
  private final double elementVariance;

  ErrorModel(MatMul op) {
    this.op = op;
    double k = (double) op.k();
    double v = PRODUCT_VARIANCE;
    double u = SumBits.unitRoundoff(op);
    double variance = u * u * v * (k * k / 6 + k / 3);
    if (op.storage().bits() <= 16) {
      double bias = u * Math.sqrt(v) * Math.pow(k, 1.5) * 0.53 / 4;
      variance += bias * bias;
    }
    double uOutput = Encoding.unitRoundoff(op.output());
    if (uOutput > u) {
      variance += uOutput * uOutput * v * k / 3;
    }
    if (op.storage() == DType.FP32 && op.compute().mathMode() != MathMode.STRICT) {
      variance += 2 * v * k * 0x1p-20 / 3;
    }
    elementVariance = variance;
  }

  @Override
  public double element(double squares, double value) {
    return Math.sqrt(elementVariance);
  }

  @Override
  public double[] rows(long batch) {
    double n = (double) op.n();
    double k = (double) op.k();
    double own = FP64_ROUNDOFF * FP64_ROUNDOFF * (k * n * n + n * k * k) / 18;
    double[] sigmas = new double[(int) op.m()];
    Arrays.fill(sigmas, Math.sqrt(n * elementVariance + own));
    return sigmas;
  }

  @Override
  public boolean rowsMayRepeat() {
    return false;
  }

  /** How many standard deviations the root mean square of {@code count} errors may reach. */
  static double rmsSigmas(long count) {
    return Math.sqrt(2 + MAX_SIGMAS * MAX_SIGMAS / count);
  }
}
