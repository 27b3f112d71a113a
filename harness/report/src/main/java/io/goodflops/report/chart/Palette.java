package io.goodflops.report.chart;

import io.goodflops.ledger.Group;
import java.awt.Color;

/**
 * Colours of all charts, after Okabe and Ito so that colour-blind readers can tell them apart: blue
 * is what one paid for and got, warm colours are avoidable waste, pale blue is the hardware's own
 * limit, hatched grey is what nobody knows.
 *
 * <p>The four neutral colours are sentinels: they occur nowhere else, so that a page can replace
 * them in dark mode without touching the coloured bars.
 */
public final class Palette {
  static final Color PAPER = new Color(0xfefefe);
  static final Color INK = new Color(0x1f2934);
  static final Color MUTED = new Color(0x5b6771);
  static final Color GRID = new Color(0xe3e7ec);

  static final Color COMPUTE_BOUND = new Color(0x0072b2);
  static final Color MEMORY_BOUND = new Color(0xd55e00);

  private static final double[] TINTS = {0, 0.45, -0.25, 0.7, -0.45, 0.25, -0.12, 0.58};

  private Palette() {}

  /** The colour of a group, the same in every chart, table and page. */
  public static Color of(Group group) {
    return switch (group) {
      case EFFECTIVE -> new Color(0x0072b2);
      case EXTRA_WORK -> new Color(0xf0e442);
      case WAITING -> new Color(0xe69f00);
      case SOFTWARE_GAP -> new Color(0xd55e00);
      case HARDWARE_LIMIT -> new Color(0x56b4e9);
      case UNEXPLAINED -> new Color(0xb8bec5);
      case SETUP_AND_CHECKS -> new Color(0x8bd3b5);
    };
  }

  /** The colour of a group's n-th category: the group's own, lighter or darker. */
  public static Color of(Group group, int index) {
    double tint = TINTS[index % TINTS.length];
    Color base = of(group);
    return tint >= 0 ? blend(base, Color.WHITE, tint) : blend(base, Color.BLACK, -tint);
  }

  /** Hexadecimal, as in CSS. */
  public static String css(Color color) {
    return String.format(java.util.Locale.ROOT, "#%06x", color.getRGB() & 0xffffff);
  }

  /** Black or white, whichever can be read better on {@code background} (WCAG 2 contrast). */
  static Color labelOn(Color background) {
    double luminance = luminance(background);
    double onWhite = 1.05 / (luminance + 0.05);
    double onBlack = (luminance + 0.05) / 0.05;
    return onWhite >= onBlack || onWhite >= 4.5 ? Color.WHITE : Color.BLACK;
  }

  private static double luminance(Color color) {
    return 0.2126 * linear(color.getRed())
        + 0.7152 * linear(color.getGreen())
        + 0.0722 * linear(color.getBlue());
  }

  private static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  private static Color blend(Color from, Color to, double part) {
    return new Color(
        mix(from.getRed(), to.getRed(), part),
        mix(from.getGreen(), to.getGreen(), part),
        mix(from.getBlue(), to.getBlue(), part));
  }

  private static int mix(int from, int to, double part) {
    return (int) Math.round(from + (to - from) * part);
  }
}
