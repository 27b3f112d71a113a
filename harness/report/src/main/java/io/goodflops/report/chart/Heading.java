package io.goodflops.report.chart;

import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.List;

/** Title and plain-language subtitle of a chart, left-aligned. */
final class Heading {
  private static final Font TITLE = Typeface.bold(20);
  private static final Font NOTE = Typeface.regular(13);
  private static final double TITLE_LINE = 30;
  private static final double NOTE_LINE = 19;
  private static final double GAP = 8;

  private final Phrase title;
  private final String fittedTitle;
  private final List<String> lines;

  Heading(Phrase title, List<Phrase> notes, double width, Lang lang) {
    this.title = title;
    fittedTitle = Typeface.fit(TITLE, Typeface.drawable(title.in(lang)), width);
    lines =
        notes.stream()
            .flatMap(note -> Typeface.wrap(NOTE, Typeface.drawable(note.in(lang)), width).stream())
            .toList();
  }

  Phrase title() {
    return title;
  }

  double height() {
    return TITLE_LINE + lines.size() * NOTE_LINE + GAP;
  }

  /** Draws from {@code top} downward; returns where the rest of the chart begins. */
  double draw(Graphics2D g, double left, double top) {
    g.setFont(TITLE);
    g.setPaint(Palette.INK);
    g.drawString(fittedTitle, (float) left, (float) (top + 20));
    g.setFont(NOTE);
    g.setPaint(Palette.MUTED);
    double baseline = top + TITLE_LINE + 13;
    for (String line : lines) {
      g.drawString(line, (float) left, (float) baseline);
      baseline += NOTE_LINE;
    }
    return top + height();
  }
}
