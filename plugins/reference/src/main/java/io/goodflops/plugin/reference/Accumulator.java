package io.goodflops.plugin.reference;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;

/**
 * The type in which an op calculates. Both kinds of numbers travel in doubles: +, −, ·, ÷ and √ of
 * two floats, calculated as doubles and then rounded to float, are exactly what float arithmetic
 * gives (Figueroa 1995: a double has more than 2·24 + 2 bits), so one piece of code serves both.
 */
enum Accumulator {
  FLOAT,
  DOUBLE;

  static Accumulator of(Compute compute) {
    return compute.accumulate() == DType.FP64 ? DOUBLE : FLOAT;
  }

  /** To be put around each single operation. */
  double round(double value) {
    return this == DOUBLE ? value : (float) value;
  }
}
