package io.goodflops.spi;

/** Checks of what ops are made with. */
final class Sizes {
  private Sizes() {}

  static void requirePositive(long value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
    }
  }

  /** Types that are added and rounded: all but integers. */
  static void requireFloat(DType dtype, String name) {
    if (dtype.isInteger()) {
      throw new IllegalArgumentException(name + " is " + dtype + ", must be a floating-point type");
    }
  }

  static void requireFinite(double value, String name) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + ", must be finite");
    }
  }

  /** Multiplies; throws ArithmeticException now rather than later. */
  static long product(long... factors) {
    long product = 1;
    for (long factor : factors) {
      product = Math.multiplyExact(product, factor);
    }
    return product;
  }
}
