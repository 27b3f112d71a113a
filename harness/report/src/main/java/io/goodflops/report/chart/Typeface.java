package io.goodflops.report.chart;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The one font of all charts, brought along so that a chart has the same layout on every machine:
 * Noto Sans SC, Latin and GB 2312.
 */
final class Typeface {
  /** What a browser should use; widths are pinned by {@code textLength}, so any of them will do. */
  static final String CSS_FAMILY =
      "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',"
          + "system-ui,sans-serif";

  private static final String RESOURCE = "/io/goodflops/report/fonts/NotoSansSC-GB2312.ttf";
  private static final FontRenderContext EXACT = new FontRenderContext(null, true, true);

  private Typeface() {}

  static Font regular(float size) {
    return Loaded.FONT.deriveFont(size);
  }

  static Font bold(float size) {
    return Loaded.FONT.deriveFont(Font.BOLD, size);
  }

  /** The text without the one character that the bundled font lacks although we use it. */
  static String drawable(String text) {
    return text.replace('\u00a0', ' ');
  }

  static double width(Font font, String text) {
    return text.isEmpty() ? 0 : font.getStringBounds(text, EXACT).getWidth();
  }

  /** The text, its middle left out where it would be wider than {@code width}. */
  static String fit(Font font, String text, double width) {
    if (width(font, text) <= width) {
      return text;
    }
    int[] codePoints = text.codePoints().toArray();
    for (int kept = codePoints.length - 1; kept > 1; kept--) {
      int tail = kept / 2;
      String shorter =
          new String(codePoints, 0, kept - tail)
              + '\u2026'
              + new String(codePoints, codePoints.length - tail, tail);
      if (width(font, shorter) <= width) {
        return shorter;
      }
    }
    return "\u2026";
  }

  /** The text in lines, broken at blanks or after Chinese characters. */
  static List<String> wrap(Font font, String text, double width) {
    List<String> lines = new ArrayList<>();
    BreakIterator breaks = BreakIterator.getLineInstance(Locale.ROOT);
    breaks.setText(text);
    int start = 0;
    int end = 0;
    for (int next = breaks.next(); next != BreakIterator.DONE; next = breaks.next()) {
      if (end > start && width(font, text.substring(start, next).strip()) > width) {
        lines.add(text.substring(start, end).strip());
        start = end;
      }
      end = next;
    }
    if (end > start) {
      lines.add(text.substring(start, end).strip());
    }
    return lines;
  }

  /** Loaded at first use: a machine without font support must fail here and not before. */
  private static final class Loaded {
    static final Font FONT = load();

    private static Font load() {
      try (InputStream in = Typeface.class.getResourceAsStream(RESOURCE)) {
        return Font.createFont(Font.TRUETYPE_FONT, in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (FontFormatException e) {
        throw new IllegalStateException("the bundled font cannot be read", e);
      }
    }
  }
}
