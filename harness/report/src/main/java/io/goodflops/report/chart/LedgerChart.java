package io.goodflops.report.chart;

import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The project's signature: one stacked bar for each case, one panel for each basis, so that shares
 * on different bases never share an axis.
 */
final class LedgerChart implements Drawing {
  static final int MAX_PANELS = 8;
  static final int MAX_BARS = 24;
  private static final int MAX_BARS_IN_ALL = 40;

  /** Less cannot be seen. */
  private static final double LEAST_DEFICIT = 0.002;

  private static final int WIDTH = 900;
  private static final int MARGIN = 20;
  private static final int MAX_LABEL_WIDTH = 300;
  private static final Font LABEL = Typeface.regular(13);

  private final List<Panel> shown;
  private final List<Segment> segments;
  private final int labelWidth;
  private final Heading heading;
  private final Legend legend;
  private final Lang lang;

  private LedgerChart(List<Panel> panels, boolean detail, Lang lang) {
    this.lang = lang;
    List<Panel> first = panels.stream().limit(MAX_PANELS).toList();
    int bars = Math.min(MAX_BARS, MAX_BARS_IN_ALL / Math.max(1, first.size()));
    shown = first.stream().map(panel -> panel.limitedTo(bars)).toList();
    segments =
        detail
            ? Segment.categories(
                shown.stream().flatMap(p -> p.bars().stream()).map(Bar::ledger).toList())
            : Segment.groups();
    labelWidth =
        (int)
            Math.ceil(
                shown.stream()
                    .flatMap(panel -> panel.bars().stream())
                    .mapToDouble(bar -> Typeface.width(LABEL, bar.label()))
                    .max()
                    .orElse(0));
    Phrase title = detail ? ChartWords.LEDGER_DETAIL_TITLE : ChartWords.LEDGER_TITLE;
    heading = new Heading(title, notes(panels, shown, segments), WIDTH - 2 * MARGIN, lang);
    legend =
        new Legend(
            segments.stream()
                .map(
                    s ->
                        new Legend.Entry(
                            Typeface.drawable(s.name().in(lang)), s.colour(), s.hatched()))
                .toList(),
            WIDTH - 2 * MARGIN);
  }

  /** Bars divided into the six groups. */
  static LedgerChart groups(List<Panel> panels, Lang lang) {
    return new LedgerChart(panels, false, lang);
  }

  /** Bars divided into all categories that are known. */
  static LedgerChart categories(List<Panel> panels, Lang lang) {
    return new LedgerChart(panels, true, lang);
  }

  private static List<Phrase> notes(List<Panel> panels, List<Panel> shown, List<Segment> segments) {
    List<Phrase> notes = new ArrayList<>();
    if (panels.isEmpty()) {
      notes.add(ChartWords.NO_LEDGER);
      return notes;
    }
    notes.add(ChartWords.LEDGER_SUBTITLE);
    notes.add(ChartWords.WHISKER);
    if (shown.stream()
        .flatMap(panel -> panel.bars().stream())
        .anyMatch(bar -> bar.below(segments) < -LEAST_DEFICIT)) {
      notes.add(ChartWords.BELOW_ZERO);
    }
    int hidden = count(panels.subList(0, Math.min(MAX_PANELS, panels.size()))) - count(shown);
    if (hidden > 0) {
      notes.add(ChartWords.NOT_SHOWN.with(hidden));
    }
    if (panels.size() > MAX_PANELS) {
      notes.add(ChartWords.PANELS_NOT_SHOWN.with(panels.size() - MAX_PANELS));
    }
    return notes;
  }

  private static int count(List<Panel> panels) {
    return panels.stream().mapToInt(panel -> panel.bars().size()).sum();
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return (int) (MARGIN + heading.height() + shown.stream().mapToInt(LedgerPanel::height).sum())
        + (shown.isEmpty() ? 0 : (int) legend.height())
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
    for (Panel panel : shown) {
      int height = LedgerPanel.height(panel);
      Rectangle2D area = new Rectangle2D.Double(0, y, WIDTH - MARGIN, height);
      tips.addAll(
          LedgerPanel.draw(
              g, area, panel, segments, Math.min(labelWidth, MAX_LABEL_WIDTH) + MARGIN, lang));
      y += height;
    }
    if (!shown.isEmpty()) {
      legend.draw(g, MARGIN, y);
    }
    return tips;
  }
}
