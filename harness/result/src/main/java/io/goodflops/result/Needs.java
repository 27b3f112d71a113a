package io.goodflops.result;

import java.util.List;
import java.util.OptionalDouble;

/** What the constructors of a buyer's records ask of their components. */
final class Needs {
  private static final int LONGEST_TEXT = 500;

  private Needs() {}

  static <T> T given(T value, String field) {
    if (value == null) {
      throw new IllegalArgumentException("the field " + field + " is missing");
    }
    return value;
  }

  static <T> List<T> some(List<T> values, String field) {
    if (given(values, field).isEmpty()) {
      throw new IllegalArgumentException(field + " is an empty list");
    }
    return List.copyOf(values);
  }

  static String word(String value, String field) {
    if (!given(value, field).matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          field + " is '" + value + "', must be one word of letters, digits, '.', '_' and '-'");
    }
    return value;
  }

  static String text(String value, String field) {
    if (given(value, field).isBlank()
        || value.length() > LONGEST_TEXT
        || value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          field + " must be one line of 1 to " + LONGEST_TEXT + " characters");
    }
    return value;
  }

  static OptionalDouble positive(OptionalDouble value, String field) {
    value.ifPresent(v -> require(v > 0 && Double.isFinite(v), field, v, "above 0"));
    return value;
  }

  static OptionalDouble notNegative(OptionalDouble value, String field) {
    value.ifPresent(v -> require(v >= 0 && Double.isFinite(v), field, v, "at least 0"));
    return value;
  }

  /** A number from {@code least} up to and with {@code most}. */
  static OptionalDouble between(OptionalDouble value, double least, double most, String field) {
    value.ifPresent(
        v -> require(v >= least && v <= most, field, v, "between " + least + " and " + most));
    return value;
  }

  /** A share that may be 0. */
  static OptionalDouble margin(OptionalDouble value, String field) {
    value.ifPresent(v -> require(v >= 0 && v < 1, field, v, "at least 0 and below 1"));
    return value;
  }

  private static void require(boolean holds, String field, double value, String what) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + value + ", must be " + what);
    }
  }
}
