package io.goodflops.report.chart;

import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The ledgers of several devices, a small panel for each workload and kind of basis: bars in one
 * panel have the same kind of 100 %, and each panel has a scale of its own.
 */
final class SmallMultiples implements Drawing {
  private static final int WIDTH = 900;
  private static final int MARGIN = 20;
  private static final int ACROSS = 2;
  private static final int GUTTER = 24;
  private static final int PANEL = (WIDTH - 2 * MARGIN - GUTTER) / ACROSS;
  private static final int LABELS = 96;
  private static final int FIGURES = 92;
  private static final int BAR = 17;
  private static final int ROW = 23;
  private static final int HEAD = 40;
  private static final int AXIS = 22;
  private static final int SPACE_BELOW = 16;
  private static final int MOST_PANELS = 16;
  private static final int MOST_BARS = 12;
  private static final double LEAST_LABELLED = 26;

  /** Less cannot be seen. */
  private static final double LEAST_DEFICIT = 0.002;

  private static final Font NAME = Typeface.bold(13);
  private static final Font SMALL = Typeface.regular(11);
  private static final Font LABEL = Typeface.regular(12);
  private static final Font ON_BAR = Typeface.bold(11);

  private final List<ComparePanel> shown;
  private final boolean absolute;
  private final Lang lang;
  private final Heading heading;
  private final Legend legend;
  private final List<Segment> segments = Segment.groups();

  /**
   * @param absolute bars as long as the peak, in FLOP/s or byte/s, instead of 100 %
   */
  SmallMultiples(List<ComparePanel> panels, boolean absolute, Lang lang) {
    this.absolute = absolute;
    this.lang = lang;
    shown = panels.stream().limit(MOST_PANELS).map(p -> p.limitedTo(MOST_BARS)).toList();
    List<Phrase> notes = new ArrayList<>();
    notes.add(absolute ? ChartWords.MULTIPLES_ABSOLUTE_NOTE : ChartWords.MULTIPLES_SHARE_NOTE);
    if (shown.stream().flatMap(p -> p.bars().stream()).anyMatch(this::goesBelow)) {
      notes.add(ChartWords.BELOW_ZERO);
    }
    if (panels.size() > shown.size()) {
      notes.add(ChartWords.NOT_SHOWN.with(panels.size() - shown.size()));
    }
    int hidden =
        panels.stream().limit(MOST_PANELS).mapToInt(p -> p.bars().size()).sum()
            - shown.stream().mapToInt(p -> p.bars().size()).sum();
    if (hidden > 0) {
      notes.add(ChartWords.BARS_NOT_SHOWN.with(hidden));
    }
    heading =
        new Heading(
            absolute ? ChartWords.MULTIPLES_ABSOLUTE : ChartWords.MULTIPLES_SHARE,
            notes,
            WIDTH - 2 * MARGIN,
            lang);
    legend =
        new Legend(
            segments.stream()
                .map(s -> new Legend.Entry(s.name().in(lang), s.colour(), s.hatched()))
                .toList(),
            WIDTH - 2 * MARGIN);
  }

  private boolean goesBelow(ComparePanel.Bar bar) {
    return segments.stream().anyMatch(s -> s.share().applyAsDouble(bar.ledger()) < -LEAST_DEFICIT);
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    int panels = 0;
    for (int i = 0; i < shown.size(); i += ACROSS) {
      panels += lineHeight(i);
    }
    return (int) Math.ceil(MARGIN + heading.height() + legend.height() + 8 + panels) + MARGIN;
  }

  private int lineHeight(int first) {
    int most = 0;
    for (int i = first; i < Math.min(shown.size(), first + ACROSS); i++) {
      most = Math.max(most, shown.get(i).bars().size());
    }
    return HEAD + most * ROW + AXIS + SPACE_BELOW;
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
    legend.draw(g, MARGIN, y);
    y += legend.height() + 8;
    List<Tip> tips = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      int place = i % ACROSS;
      panel(g, shown.get(i), MARGIN + place * (PANEL + GUTTER), y, tips);
      if (place == ACROSS - 1) {
        y += lineHeight(i - place);
      }
    }
    return tips;
  }

  private void panel(Graphics2D g, ComparePanel panel, double left, double top, List<Tip> tips) {
    text(g, NAME, Palette.INK, panel.name(), left, top + 14, PANEL);
    text(g, SMALL, Palette.MUTED, panel.basis().in(lang), left, top + 30, PANEL);
    Scale scale = scale(panel, left + LABELS);
    double bottom = top + HEAD + panel.bars().size() * (double) ROW;
    axis(g, panel, scale, top + HEAD - 4, bottom);
    double y = top + HEAD;
    for (ComparePanel.Bar bar : panel.bars()) {
      text(g, LABEL, Palette.INK, bar.label(), left, y + 13, LABELS - 8.0);
      double end = bar(g, bar, scale, y, tips);
      text(
          g, LABEL, Palette.INK, figure(bar), Math.max(end, scale.zero) + 6, y + 13, FIGURES - 8.0);
      y += ROW;
    }
  }

  /** Where 0 stands, and pixels per unit. */
  private record Scale(double zero, double perUnit, double most) {}

  private Scale scale(ComparePanel panel, double left) {
    double least = 0;
    double most = 0;
    for (ComparePanel.Bar bar : panel.bars()) {
      double below = 0;
      double above = 0;
      for (Segment segment : segments) {
        double value = segment.share().applyAsDouble(bar.ledger()) * unit(bar);
        below += Math.min(0, value);
        above += Math.max(0, value);
      }
      least = Math.min(least, below);
      most = Math.max(most, above);
    }
    double length = PANEL - (double) LABELS - FIGURES;
    double perUnit = length / (most - least);
    return new Scale(left - least * perUnit, perUnit, absolute ? most : 1);
  }

  private double unit(ComparePanel.Bar bar) {
    return absolute ? bar.ledger().basis().rate() : 1;
  }

  private double bar(Graphics2D g, ComparePanel.Bar bar, Scale scale, double top, List<Tip> tips) {
    double right = scale.zero;
    double left = scale.zero;
    for (Segment segment : segments) {
      double share = segment.share().applyAsDouble(bar.ledger());
      double length = Math.abs(share) * unit(bar) * scale.perUnit;
      if (length < 0.05) {
        continue;
      }
      double from = share > 0 ? right : left - length;
      Rectangle2D box =
          new Rectangle2D.Double(from, top, Math.max(0.3, length - (length > 4 ? 1 : 0)), BAR);
      g.setPaint(segment.colour());
      g.fill(box);
      if (segment.hatched()) {
        Hatch.draw(g, box);
      } else if (length > LEAST_LABELLED) {
        onBar(g, box, segment.colour(), Figures.wholePercent(share));
      }
      tips.add(
          new Tip(
              box,
              bar.label()
                  + " \u00b7 "
                  + segment.name().in(lang)
                  + " "
                  + Figures.percent(share)
                  + " = "
                  + rate(bar.ledger().basis(), share * bar.ledger().basis().rate())));
      right += share > 0 ? length : 0;
      left -= share > 0 ? 0 : length;
    }
    return right;
  }

  private static void onBar(Graphics2D g, Rectangle2D box, Color colour, String text) {
    double width = Typeface.width(ON_BAR, text);
    if (width + 4 <= box.getWidth()) {
      g.setPaint(Palette.labelOn(colour));
      g.setFont(ON_BAR);
      g.drawString(text, (float) (box.getCenterX() - width / 2), (float) (box.getCenterY() + 4));
    }
  }

  private void axis(Graphics2D g, ComparePanel panel, Scale scale, double top, double bottom) {
    Basis basis = panel.bars().get(0).ledger().basis();
    for (double part : new double[] {0, 0.5, 1}) {
      double value = part * scale.most;
      double x = scale.zero + value * scale.perUnit;
      g.setPaint(Palette.GRID);
      g.draw(new Line2D.Double(x, top, x, bottom));
      String text = axisText(basis, value);
      double width = Typeface.width(SMALL, Typeface.drawable(text));
      text(g, SMALL, Palette.MUTED, text, x - width / 2, bottom + 13, width + 4);
    }
  }

  private String axisText(Basis basis, double value) {
    if (value == 0) {
      return "0";
    }
    return absolute ? rate(basis, value) : Figures.wholePercent(value);
  }

  /** The effective part, which is what one compares. */
  private String figure(ComparePanel.Bar bar) {
    LedgerRecord ledger = bar.ledger();
    double share = ledger.effective().share();
    return absolute ? rate(ledger.basis(), share * ledger.basis().rate()) : Figures.percent(share);
  }

  private static String rate(Basis basis, double perSecond) {
    return BasisWords.isBandwidth(basis)
        ? Figures.bytesPerSecond(perSecond)
        : Modes.rate(perSecond, basis.storage());
  }

  private static void text(
      Graphics2D g, Font font, Color colour, String text, double x, double y, double room) {
    g.setFont(font);
    g.setPaint(colour);
    g.drawString(Typeface.fit(font, Typeface.drawable(text), room), (float) x, (float) y);
  }
}
