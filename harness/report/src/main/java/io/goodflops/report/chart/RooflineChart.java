package io.goodflops.report.chart;

import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeriesCollection;

/** Measured ceilings and the cases below them, one panel for each device. */
final class RooflineChart implements Drawing {
  static final int MAX_DEVICES = 4;
  static final int MAX_POINTS = 150;

  private static final int WIDTH = 900;
  private static final int MARGIN = 20;
  private static final int PLOT = 420;
  private static final Font LABEL = Typeface.regular(13);

  private final List<Roofline> shown;
  private final List<Heading> headings = new ArrayList<>();
  private final Lang lang;

  RooflineChart(List<Roofline> rooflines, Lang lang) {
    this.lang = lang;
    shown = rooflines.stream().limit(MAX_DEVICES).toList();
    for (Roofline roofline : shown) {
      List<Phrase> notes = new ArrayList<>(List.of(ChartWords.ROOFLINE_SUBTITLE));
      if (roofline.points().stream().anyMatch(Roofline.Point::suspect)) {
        notes.add(ChartWords.HOLLOW);
      }
      int labels = RooflinePainter.MAX_LABELS;
      if (roofline.points().size() > labels) {
        notes.add(ChartWords.NOT_LABELLED.with(roofline.points().size() - labels));
      }
      if (roofline.points().size() > MAX_POINTS) {
        notes.add(ChartWords.POINTS_NOT_SHOWN.with(roofline.points().size() - MAX_POINTS));
      }
      headings.add(
          new Heading(
              ChartWords.ROOFLINE_TITLE.with(roofline.device()), notes, WIDTH - 2 * MARGIN, lang));
    }
    if (shown.isEmpty()) {
      headings.add(
          new Heading(
              ChartWords.ROOFLINE, List.of(ChartWords.NO_ROOFLINE), WIDTH - 2 * MARGIN, lang));
    }
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return MARGIN
        + (int) headings.stream().mapToDouble(Heading::height).sum()
        + shown.size() * (PLOT + MARGIN);
  }

  @Override
  public Phrase description() {
    return ChartWords.ROOFLINE;
  }

  @Override
  public List<Tip> draw(Graphics2D g) {
    g.setPaint(Palette.PAPER);
    g.fill(new Rectangle2D.Double(0, 0, width(), height()));
    List<Tip> tips = new ArrayList<>();
    double y = MARGIN;
    for (int i = 0; i < headings.size(); i++) {
      y = headings.get(i).draw(g, MARGIN, y);
      if (i < shown.size()) {
        tips.addAll(plot(g, shown.get(i), y));
        y += PLOT + MARGIN;
      }
    }
    return tips;
  }

  private List<Tip> plot(Graphics2D g, Roofline roofline, double top) {
    boolean tera = top(roofline) >= 1e12;
    RooflinePainter painter = new RooflinePainter(roofline, tera ? 1e12 : 1e9, lang);
    XYPlot plot =
        new XYPlot(
            new XYSeriesCollection(),
            axis(ChartWords.INTENSITY.in(lang), intensities(roofline)),
            axis(
                ChartWords.PERFORMANCE.with(tera ? "TFLOP/s" : "GFLOP/s").in(lang),
                rates(roofline).map(rate -> rate / (tera ? 1e12 : 1e9))),
            new XYLineAndShapeRenderer());
    plot.addAnnotation(painter);
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setInsets(new RectangleInsets(0, 0, 0, 20));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setDomainGridlinePaint(Palette.GRID);
    plot.setRangeGridlinePaint(Palette.GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1f));
    plot.setRangeGridlineStroke(new BasicStroke(1f));
    JFreeChart chart = new JFreeChart(null, LABEL, plot, false);
    chart.setBackgroundPaint(null);
    chart.setPadding(RectangleInsets.ZERO_INSETS);
    chart.setAntiAlias(true);
    chart.draw(g, new Rectangle2D.Double(MARGIN, top, WIDTH - 2 * MARGIN, PLOT));
    return painter.tips();
  }

  private static double top(Roofline roofline) {
    return rates(roofline).max().orElse(1);
  }

  private static DoubleStream rates(Roofline roofline) {
    double highest =
        Stream.concat(
                roofline.compute().stream().map(Roofline.Ceiling::rate),
                roofline.points().stream().map(Roofline.Point::flops))
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1e9);
    double lowest =
        roofline.points().stream().mapToDouble(Roofline.Point::flops).min().orElse(highest / 300);
    double roof =
        roofline.compute().stream().mapToDouble(Roofline.Ceiling::rate).min().orElse(highest);
    return DoubleStream.of(highest * 1.8, Math.min(lowest / 2.5, roof / 10));
  }

  private static DoubleStream intensities(Roofline roofline) {
    DoubleStream.Builder all = DoubleStream.builder();
    roofline.points().forEach(point -> all.add(point.intensity() / 3).add(point.intensity() * 3));
    if (!roofline.memory().isEmpty() && !roofline.compute().isEmpty()) {
      double memory = roofline.memory().get(0).rate();
      all.add(roofline.compute().get(0).rate() / memory * 6);
      all.add(roofline.compute().get(roofline.compute().size() - 1).rate() / memory / 20);
    }
    if (roofline.points().isEmpty()
        && (roofline.memory().isEmpty() || roofline.compute().isEmpty())) {
      all.add(0.1).add(100);
    }
    return all.build();
  }

  /** A logarithmic axis as a linear one over exponents: JFreeChart's own draws text as outlines. */
  private static NumberAxis axis(String title, DoubleStream values) {
    double[] sorted = values.filter(v -> v > 0 && Double.isFinite(v)).sorted().toArray();
    double low = Math.log10(sorted[0]);
    double high = Math.log10(sorted[sorted.length - 1]);
    NumberAxis axis = new NumberAxis(title);
    axis.setRange(low, high > low ? high : low + 1);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setNumberFormatOverride(new PowerFormat());
    axis.setTickLabelFont(Typeface.regular(12));
    axis.setTickLabelPaint(Palette.INK);
    axis.setLabelFont(LABEL);
    axis.setLabelPaint(Palette.MUTED);
    axis.setAxisLinePaint(Palette.GRID);
    axis.setTickMarksVisible(false);
    return axis;
  }

  private static final class PowerFormat extends NumberFormat {
    private static final long serialVersionUID = 1;

    @Override
    public StringBuffer format(double exponent, StringBuffer out, FieldPosition position) {
      return out.append(Figures.significant(Math.pow(10, Math.rint(exponent)), 1));
    }

    @Override
    public StringBuffer format(long exponent, StringBuffer out, FieldPosition position) {
      return format((double) exponent, out, position);
    }

    @Override
    public Number parse(String text, ParsePosition position) {
      throw new UnsupportedOperationException();
    }
  }
}
