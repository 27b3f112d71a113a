package io.goodflops.report.chart;

import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** Rate of each device alone and while all others did the same: two bars a device. */
public final class TogetherChart implements Drawing {
  private static final int WIDTH = 900;
  private static final int MARGIN = 20;
  private static final int LABELS = 300;
  private static final int FIGURES = 190;
  private static final int BAR = 15;
  private static final int ROW = 46;
  private static final int MOST_ROWS = 24;
  private static final Color ALONE = new Color(0x56b4e9);
  private static final Color TOGETHER = Palette.COMPUTE_BOUND;
  private static final Font LABEL = Typeface.regular(12);
  private static final Font NAME = Typeface.bold(12);

  private final List<Row> rows;
  private final Heading heading;
  private final Legend legend;

  /**
   * One device.
   *
   * @param alone length of its bar: rate ÷ the highest rate of that case alone
   * @param together the same beside the others
   */
  public record Row(
      String name,
      String device,
      double alone,
      double together,
      String aloneText,
      String togetherText) {}

  TogetherChart(List<Row> all, Lang lang) {
    rows = all.subList(0, Math.min(MOST_ROWS, all.size()));
    List<Phrase> notes = new ArrayList<>(List.of(ChartWords.TOGETHER_SUBTITLE));
    if (all.size() > rows.size()) {
      notes.add(ChartWords.NOT_SHOWN.with(all.size() - rows.size()));
    }
    heading = new Heading(ChartWords.TOGETHER_TITLE, notes, WIDTH - 2 * MARGIN, lang);
    legend =
        new Legend(
            List.of(
                new Legend.Entry(ChartWords.ALONE.in(lang), ALONE, false),
                new Legend.Entry(ChartWords.TOGETHER.in(lang), TOGETHER, false)),
            WIDTH - 2 * MARGIN);
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return (int) Math.ceil(MARGIN + heading.height() + rows.size() * ROW + legend.height())
        + MARGIN;
  }

  @Override
  public Phrase description() {
    return heading.title();
  }

  @Override
  public List<Tip> draw(Graphics2D g) {
    g.setPaint(Palette.PAPER);
    g.fill(new Rectangle2D.Double(0, 0, width(), height()));
    double y = heading.draw(g, MARGIN, MARGIN);
    List<Tip> tips = new ArrayList<>();
    double longest = WIDTH - 2.0 * MARGIN - LABELS - FIGURES;
    // a device may be faster beside others than alone
    double most = rows.stream().mapToDouble(r -> Math.max(r.alone, r.together)).max().orElse(1);
    for (Row row : rows) {
      text(g, NAME, Palette.INK, row.name, MARGIN, y + 12, LABELS - 10.0);
      text(g, LABEL, Palette.MUTED, row.device, MARGIN, y + 12 + BAR, LABELS - 10.0);
      bar(g, y, longest * row.alone / most, ALONE, row.aloneText);
      bar(g, y + BAR + 1, longest * row.together / most, TOGETHER, row.togetherText);
      tips.add(
          new Tip(
              new Rectangle2D.Double(MARGIN, y, WIDTH - 2.0 * MARGIN, ROW),
              row.name + " " + row.device + ": " + row.aloneText + " \u2192 " + row.togetherText));
      y += ROW;
    }
    legend.draw(g, MARGIN, y);
    return tips;
  }

  private static void bar(Graphics2D g, double top, double length, Color colour, String figure) {
    double left = MARGIN + LABELS;
    g.setPaint(colour);
    g.fill(new Rectangle2D.Double(left, top, Math.max(1, length), BAR));
    text(g, LABEL, Palette.INK, figure, left + length + 6, top + 12, FIGURES);
  }

  private static void text(
      Graphics2D g, Font font, Color colour, String text, double x, double y, double room) {
    g.setFont(font);
    g.setPaint(colour);
    g.drawString(Typeface.fit(font, Typeface.drawable(text), room), (float) x, (float) y);
  }
}
