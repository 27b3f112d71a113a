package io.goodflops.report.chart;

import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Lang;
import io.goodflops.result.LedgerRecord.Share;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.CategoryItemRendererState;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.data.category.CategoryDataset;

/**
 * Paints stacked segments with a gap between them, a number where there is room, hatching where
 * nothing is known, and the interval of the effective share.
 */
@SuppressWarnings("serial") // never serialised: lives for one drawing
final class BarPainter extends StackedBarRenderer {
  private static final double LEAST_LABELLED_SHARE = 0.036;
  private static final double GAP = 1.5;
  private static final Font LABEL = Typeface.bold(12);

  private final List<Bar> bars;
  private final List<Segment> segments;
  private final Lang lang;
  private final List<Drawing.Tip> tips = new ArrayList<>();

  BarPainter(List<Bar> bars, List<Segment> segments, Lang lang) {
    this.bars = bars;
    this.segments = segments;
    this.lang = lang;
  }

  List<Drawing.Tip> tips() {
    return tips;
  }

  @Override
  public int getPassCount() {
    return 2;
  }

  @Override
  public void drawItem(
      Graphics2D g,
      CategoryItemRendererState state,
      Rectangle2D dataArea,
      CategoryPlot plot,
      CategoryAxis domainAxis,
      ValueAxis rangeAxis,
      CategoryDataset dataset,
      int row,
      int column,
      int pass) {
    double middle =
        domainAxis.getCategoryMiddle(column, getColumnCount(), dataArea, plot.getDomainAxisEdge());
    double thickness = state.getBarWidth();
    if (pass == 1) {
      if (row == 0) {
        whisker(
            g,
            bars.get(column).ledger().effective(),
            middle + thickness / 2 - 4,
            rangeAxis,
            dataArea,
            plot);
      }
      return;
    }
    double share = dataset.getValue(row, column).doubleValue();
    if (share == 0) {
      return;
    }
    double before = 0;
    for (int i = 0; i < row; i++) {
      double value = dataset.getValue(i, column).doubleValue();
      before += value * share > 0 ? value : 0;
    }
    double from = rangeAxis.valueToJava2D(before, dataArea, plot.getRangeAxisEdge());
    double to = rangeAxis.valueToJava2D(before + share, dataArea, plot.getRangeAxisEdge());
    double length = Math.abs(to - from);
    double gap = length > 3 * GAP ? GAP : 0;
    Rectangle2D box =
        new Rectangle2D.Double(
            Math.min(from, to), middle - thickness / 2, Math.max(length - gap, 0.3), thickness);
    paint(g, box, segments.get(row), share);
    tips.add(
        new Drawing.Tip(
            box,
            bars.get(column).label()
                + " \u00b7 "
                + segments.get(row).name().in(lang)
                + " "
                + Figures.percent(share)));
  }

  private static void paint(Graphics2D g, Rectangle2D box, Segment segment, double share) {
    g.setPaint(segment.colour());
    g.fill(box);
    if (segment.hatched()) {
      Hatch.draw(g, box);
    }
    if (Math.abs(share) < LEAST_LABELLED_SHARE) {
      return;
    }
    String text = Figures.wholePercent(share);
    double width = Typeface.width(LABEL, text);
    if (width + 4 > box.getWidth()) {
      return;
    }
    if (segment.hatched()) {
      g.setPaint(segment.colour());
      g.fill(
          new Rectangle2D.Double(
              box.getCenterX() - width / 2 - 3, box.getCenterY() - 9, width + 6, 16));
    }
    g.setPaint(Palette.labelOn(segment.colour()));
    g.setFont(LABEL);
    g.drawString(text, (float) (box.getCenterX() - width / 2), (float) (box.getCenterY() + 3.5));
  }

  /** Drawn twice: a wide light line below, so that it can be seen on any colour. */
  private static void whisker(
      Graphics2D g,
      Share share,
      double y,
      ValueAxis axis,
      Rectangle2D dataArea,
      CategoryPlot plot) {
    if (!(share.high() > share.low()) || Double.isInfinite(share.high() - share.low())) {
      return;
    }
    double low = axis.valueToJava2D(share.low(), dataArea, plot.getRangeAxisEdge());
    double end = axis.valueToJava2D(share.high(), dataArea, plot.getRangeAxisEdge());
    boolean goesOn = end > dataArea.getMaxX();
    double high = goesOn ? dataArea.getMaxX() - 1 : end;
    if (high - low < 1) {
      return;
    }
    Path2D line = new Path2D.Double();
    line.moveTo(low, y);
    line.lineTo(high, y);
    line.moveTo(low, y - 3);
    line.lineTo(low, y + 3);
    line.moveTo(goesOn ? high - 5 : high, y - 3);
    if (goesOn) {
      line.lineTo(high, y);
      line.lineTo(high - 5, y + 3);
    } else {
      line.lineTo(high, y + 3);
    }
    g.setPaint(Color.WHITE);
    g.setStroke(new BasicStroke(3f));
    g.draw(line);
    g.setPaint(Color.BLACK);
    g.setStroke(new BasicStroke(1.2f));
    g.draw(line);
  }
}
