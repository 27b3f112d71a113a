package io.goodflops.plugin.reference;

/**
 * The two 8-bit floating-point formats (OCP 8-bit Floating Point Specification 1.0): sign,
 * exponent, fraction. A vendor's hardware has them; Java makes a table of their 256 values.
 */
final class Fp8 {
  /** Bias 7, no infinity: of the upper exponent only the last code is no number. */
  static final Fp8 E4M3 = new Fp8(3, 7, 0x7f, Double.NaN);

  /** Bias 15; the upper exponent is for infinity and NaN. */
  static final Fp8 E5M2 = new Fp8(2, 15, 0x7c, Double.POSITIVE_INFINITY);

  private final double[] magnitudes = new double[128];
  private final int finite;

  private Fp8(int fractionBits, int bias, int finite, double beyond) {
    this.finite = finite;
    for (int code = 0; code < 128; code++) {
      int exponent = code >> fractionBits;
      double fraction = (double) (code % (1 << fractionBits)) / (1 << fractionBits);
      magnitudes[code] =
          code >= finite
              ? code == finite ? beyond : Double.NaN
              : exponent == 0
                  ? Math.scalb(fraction, 1 - bias)
                  : Math.scalb(1 + fraction, exponent - bias);
    }
  }

  double value(byte code) {
    double magnitude = magnitudes[code & 0x7f];
    return code < 0 ? -magnitude : magnitude;
  }

  /** The nearest, ties to even; what is too large becomes what the format has for it. */
  byte code(double value) {
    int sign = Double.doubleToRawLongBits(value) < 0 ? 0x80 : 0;
    if (Double.isNaN(value)) {
      return (byte) (sign | 0x7f);
    }
    double magnitude = Math.abs(value);
    int below = 0;
    for (int bit = 64; bit > 0; bit >>= 1) {
      if (below + bit < finite && magnitudes[below + bit] <= magnitude) {
        below += bit;
      }
    }
    double low = magnitudes[below];
    // one step beyond the largest number is as far as the step before it
    double high = below + 1 < finite ? magnitudes[below + 1] : 2 * low - magnitudes[below - 1];
    double middle = (low + high) / 2;
    boolean up = magnitude > middle || (magnitude == middle && below % 2 == 1);
    return (byte) (sign | (up ? below + 1 : below));
  }
}
