package io.goodflops.cli;

import java.util.OptionalDouble;

/** A margin as the user writes it: {@code 3%} or {@code 0.03}. */
final class Margins {
  private static final double MOST = 1;

  private Margins() {}

  /** The share; empty if it is none above 0 and below 100 %. */
  static OptionalDouble parse(String text) {
    String number = text.strip();
    try {
      double value =
          number.endsWith("%")
              ? Double.parseDouble(number.substring(0, number.length() - 1)) / 100
              : Double.parseDouble(number);
      return value > 0 && value < MOST ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
