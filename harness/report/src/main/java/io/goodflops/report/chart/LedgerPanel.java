package io.goodflops.report.chart;

import io.goodflops.report.text.Lang;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;

/** The bars of one basis with their own axis. */
final class LedgerPanel {
  private static final int ROW = 38;
  private static final int BAR = 25;
  private static final int AXIS = 50;
  private static final int RIGHT = 20;
  private static final int SPACE_BELOW = 18;
  private static final Font LABEL = Typeface.regular(13);

  private LedgerPanel() {}

  static int height(Panel panel) {
    return panel.bars().size() * ROW + AXIS + SPACE_BELOW;
  }

  static List<Drawing.Tip> draw(
      Graphics2D g,
      Rectangle2D area,
      Panel panel,
      List<Segment> segments,
      int labelWidth,
      Lang lang) {
    List<Bar> bars = panel.bars();
    CategoryPlot plot = new CategoryPlot();
    plot.setDataset(dataset(bars, segments, labelWidth));
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setDomainAxis(caseAxis(bars.size()));
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setRangeAxis(shareAxis(panel, bars, segments, lang));
    BarPainter renderer = new BarPainter(bars, segments, lang);
    plot.setRenderer(renderer);
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setInsets(new RectangleInsets(0, 0, 0, RIGHT));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setRangeGridlinePaint(Palette.GRID);
    plot.setRangeGridlineStroke(new java.awt.BasicStroke(1f));
    AxisSpace left = new AxisSpace();
    left.setLeft(labelWidth + 14);
    plot.setFixedDomainAxisSpace(left);
    AxisSpace below = new AxisSpace();
    below.setBottom(AXIS);
    plot.setFixedRangeAxisSpace(below);
    JFreeChart chart = new JFreeChart(null, LABEL, plot, false);
    chart.setBackgroundPaint(null);
    chart.setPadding(RectangleInsets.ZERO_INSETS);
    chart.setAntiAlias(true);
    Rectangle2D inner =
        new Rectangle2D.Double(
            area.getX(), area.getY(), area.getWidth(), area.getHeight() - SPACE_BELOW);
    chart.draw(g, inner, new ChartRenderingInfo(null));
    return renderer.tips();
  }

  private static DefaultCategoryDataset dataset(
      List<Bar> bars, List<Segment> segments, int labelWidth) {
    DefaultCategoryDataset dataset = new DefaultCategoryDataset();
    for (int row = 0; row < segments.size(); row++) {
      for (int column = 0; column < bars.size(); column++) {
        String label =
            Typeface.fit(LABEL, Typeface.drawable(bars.get(column).label()), labelWidth - 20);
        dataset.addValue(
            segments.get(row).share().applyAsDouble(bars.get(column).ledger()),
            Integer.valueOf(row),
            new Row(column, label));
      }
    }
    return dataset;
  }

  /** Bars keep their thickness however many there are. */
  private static CategoryAxis caseAxis(int bars) {
    double gap = (ROW - BAR) / ((double) bars * ROW);
    CategoryAxis axis = new CategoryAxis();
    axis.setTickLabelFont(LABEL);
    axis.setTickLabelPaint(Palette.INK);
    axis.setTickLabelInsets(new RectangleInsets(2, 4, 2, 10));
    axis.setAxisLineVisible(false);
    axis.setTickMarksVisible(false);
    axis.setLowerMargin(gap / 2);
    axis.setUpperMargin(gap / 2);
    axis.setCategoryMargin(gap * (bars - 1));
    axis.setMaximumCategoryLabelWidthRatio(0.9f);
    return axis;
  }

  /** 0 to 100 %, wider where a signed remainder is negative or a share is impossible. */
  private static NumberAxis shareAxis(
      Panel panel, List<Bar> bars, List<Segment> segments, Lang lang) {
    double least = 0;
    double most = 1;
    for (Bar bar : bars) {
      least = Math.min(least, bar.below(segments));
      most = Math.max(most, bar.above(segments));
    }
    NumberAxis axis =
        new NumberAxis(Typeface.fit(LABEL, Typeface.drawable(panel.axisTitle().in(lang)), 620));
    axis.setRange(least < -0.002 ? -tenth(-least) : 0, most > 1.002 ? tenth(most) : 1);
    axis.setTickUnit(new NumberTickUnit(tick(axis.getRange().getLength())));
    axis.setNumberFormatOverride(new WholePercentFormat());
    axis.setTickLabelFont(Typeface.regular(12));
    axis.setTickLabelPaint(Palette.INK);
    axis.setLabelFont(LABEL);
    axis.setLabelPaint(Palette.MUTED);
    axis.setAxisLineVisible(false);
    axis.setTickMarksVisible(false);
    return axis;
  }

  /** At most some twelve numbers stand on an axis without touching. */
  private static double tick(double length) {
    return length <= 1.2 ? 0.1 : length <= 2.4 ? 0.2 : length <= 6 ? 0.5 : Math.ceil(length / 10);
  }

  private static double tenth(double share) {
    return Math.ceil(share * 10 - 1e-9) / 10;
  }

  /** A bar's place and name; the place alone counts, for two cases may have one name. */
  private record Row(int index, String label) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
      return label;
    }
  }

  private static final class WholePercentFormat extends java.text.NumberFormat {
    private static final long serialVersionUID = 1;

    @Override
    public StringBuffer format(double share, StringBuffer out, java.text.FieldPosition position) {
      return out.append(String.format(Locale.ROOT, "%.0f %%", share * 100 + 0.0));
    }

    @Override
    public StringBuffer format(long share, StringBuffer out, java.text.FieldPosition position) {
      return format((double) share, out, position);
    }

    @Override
    public Number parse(String text, java.text.ParsePosition position) {
      throw new UnsupportedOperationException();
    }
  }
}
