package io.goodflops.report.text;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as readers see them. The same in every locale; never "NaN". */
public final class Figures {
  /** Stands where a number is not known. */
  public static final String UNKNOWN = "\u2013";

  public static final char NO_BREAK_SPACE = '\u00a0';
  private static final String[] TIME_UNITS = {"ns", "\u00b5s", "ms", "s"};
  private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Figures() {}

  /** Three significant digits, without exponent, with thousands separators. */
  public static String rate(double value) {
    return significant(value, 3);
  }

  /** {@code digits} significant digits; digits before the point are never cut off. */
  public static String significant(double value, int digits) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded =
        new BigDecimal(String.format(Locale.ROOT, "%." + (digits - 1) + "e", value));
    return rounded.scale() > 0
        ? rounded.toPlainString()
        : String.format(Locale.ROOT, "%,d", rounded.toBigInteger());
  }

  /** A number that somebody gave, as it was given: no digit added or taken away. */
  public static String given(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** A share as per cent with one decimal. */
  public static String percent(double share) {
    return decimal(share * 100, 1) + NO_BREAK_SPACE + "%";
  }

  /** A share as per cent without decimals, as it stands on a bar. */
  public static String wholePercent(double share) {
    return decimal(share * 100, 0) + "%";
  }

  /** A fixed number of decimals; no "-0.0". */
  public static String decimal(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return text.startsWith("-") && text.chars().noneMatch(c -> c >= '1' && c <= '9')
        ? text.substring(1)
        : text;
  }

  /** FLOP/s as TFLOP/s, number only. */
  public static String tera(double flopsPerSecond) {
    return rate(flopsPerSecond / 1e12);
  }

  /** Two digits, with an exponent where the number is very small or large. */
  public static String scientific(double value) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    double size = Math.abs(value);
    return size == 0 || (size >= 1e-3 && size < 1e6)
        ? significant(value, 2)
        : String.format(Locale.ROOT, "%.1e", value);
  }

  /** FLOP/s with the unit that fits. */
  public static String flops(double flopsPerSecond) {
    if (!Double.isFinite(flopsPerSecond)) {
      return UNKNOWN;
    }
    if (flopsPerSecond >= 1e12) {
      return rate(flopsPerSecond / 1e12) + NO_BREAK_SPACE + "TFLOP/s";
    }
    return flopsPerSecond >= 1e9
        ? rate(flopsPerSecond / 1e9) + NO_BREAK_SPACE + "GFLOP/s"
        : rate(flopsPerSecond / 1e6) + NO_BREAK_SPACE + "MFLOP/s";
  }

  public static String bytesPerSecond(double bytesPerSecond) {
    return bytes(bytesPerSecond) + (Double.isFinite(bytesPerSecond) ? "/s" : "");
  }

  /** Bytes in decimal units. */
  public static String bytes(double bytes) {
    return scaled(bytes, BYTE_UNITS);
  }

  /** Memory sizes that are powers of two by nature: caches, working sets. */
  public static String binaryBytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    String number = value == Math.rint(value) ? decimal(value, 0) : decimal(value, 1);
    return number + NO_BREAK_SPACE + units[unit];
  }

  /** A duration in the unit that fits. */
  public static String time(double nanos) {
    return scaled(nanos, TIME_UNITS);
  }

  public static String gigahertz(double hertz) {
    return Double.isFinite(hertz) ? decimal(hertz / 1e9, 2) + NO_BREAK_SPACE + "GHz" : UNKNOWN;
  }

  private static String scaled(double value, String[] units) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    double rest = value;
    int unit = 0;
    while (Math.abs(rest) >= 999.5 && unit < units.length - 1) {
      rest /= 1000;
      unit++;
    }
    return rate(rest) + NO_BREAK_SPACE + units[unit];
  }
}
