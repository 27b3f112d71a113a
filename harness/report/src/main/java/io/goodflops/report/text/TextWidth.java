package io.goodflops.report.text;

import java.util.ArrayList;
import java.util.List;

/** Terminal cells that a text takes: Chinese characters take two, marks that combine take none. */
public final class TextWidth {
  /** Chinese punctuation that no line begins with. */
  private static final String CLOSING = "，。；：、！？）》”’%";

  private static final String ELLIPSIS = "\u2026";

  private TextWidth() {}

  /** Width in cells, UAX #11 with "ambiguous" counted as narrow. */
  public static int of(String text) {
    return text.codePoints().map(TextWidth::ofCodePoint).sum();
  }

  /** The text with blanks after it until it is {@code width} cells wide. */
  public static String padRight(String text, int width) {
    return text + " ".repeat(Math.max(0, width - of(text)));
  }

  /** The text with blanks before it until it is {@code width} cells wide. */
  public static String padLeft(String text, int width) {
    return " ".repeat(Math.max(0, width - of(text))) + text;
  }

  /** The text cut to {@code width} cells; the cut shows as an ellipsis. */
  public static String cut(String text, int width) {
    return of(text) <= width ? text : head(text, width - 1) + ELLIPSIS;
  }

  /** The same for names whose ends tell them apart: the middle goes. */
  public static String cutMiddle(String text, int width) {
    if (of(text) <= width) {
      return text;
    }
    int end = (width - 1) / 2;
    String backwards = new StringBuilder(text).reverse().toString();
    String tail = new StringBuilder(head(backwards, end)).reverse().toString();
    return head(text, width - 1 - end).stripTrailing() + ELLIPSIS + tail.stripLeading();
  }

  /** As much of the beginning as fits. */
  private static String head(String text, int width) {
    StringBuilder kept = new StringBuilder();
    int used = 0;
    for (int codePoint : text.codePoints().toArray()) {
      used += ofCodePoint(codePoint);
      if (used > width) {
        break;
      }
      kept.appendCodePoint(codePoint);
    }
    return kept.toString();
  }

  /** The text in lines of at most {@code width} cells, broken at blanks or beside wide letters. */
  public static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (of(rest) > width) {
      int end = breakBefore(rest, width);
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    if (!rest.isEmpty() || lines.isEmpty()) {
      lines.add(rest);
    }
    return lines;
  }

  /** Where the first line ends; inside a word only if that word alone is too long. */
  private static int breakBefore(String text, int width) {
    int used = 0;
    int best = 0;
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      int next = at + Character.charCount(codePoint);
      used += ofCodePoint(codePoint);
      if (codePoint == ' ') {
        best = at;
      }
      if (used > width) {
        break;
      }
      boolean mayEnd = next >= text.length() || !CLOSING.contains(text.substring(next, next + 1));
      if (isWide(codePoint) && mayEnd) {
        best = next;
      }
      at = next;
    }
    return best > 0 ? best : Math.max(at, Character.charCount(text.codePointAt(0)));
  }

  private static int ofCodePoint(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || Character.isISOControl(codePoint)) {
      return 0;
    }
    return isWide(codePoint) ? 2 : 1;
  }

  private static boolean isWide(int codePoint) {
    return (codePoint >= 0x1100 && codePoint <= 0x115f)
        || (codePoint >= 0x2e80 && codePoint <= 0x303e)
        || (codePoint >= 0x3041 && codePoint <= 0xa4cf)
        || (codePoint >= 0xac00 && codePoint <= 0xd7a3)
        || (codePoint >= 0xf900 && codePoint <= 0xfaff)
        || (codePoint >= 0xfe30 && codePoint <= 0xfe6f)
        || (codePoint >= 0xff00 && codePoint <= 0xff60)
        || (codePoint >= 0xffe0 && codePoint <= 0xffe6)
        || (codePoint >= 0x1f300 && codePoint <= 0x1faff)
        || (codePoint >= 0x20000 && codePoint <= 0x3fffd);
  }
}
