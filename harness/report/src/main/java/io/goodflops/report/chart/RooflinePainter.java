package io.goodflops.report.chart;

import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Lang;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/** Draws ceilings, points and their labels in one go, for labels must know where all lines run. */
@SuppressWarnings("serial") // never serialised: lives for one drawing
final class RooflinePainter extends AbstractXYAnnotation {
  static final int MAX_LABELS = 24;

  private static final Font CEILING = Typeface.regular(12);
  private static final Font POINT = Typeface.regular(12);
  private static final double LINE_HEIGHT = 15;
  private static final double RADIUS = 5.5;
  private static final Color[] COMPUTE_COLOURS = {
    Palette.INK, new Color(0x009e73), new Color(0xb04a8f), new Color(0xb07a00), new Color(0x8a6fd0)
  };
  private static final Color[] MEMORY_COLOURS = {
    Palette.INK, new Color(0x3a9bd6), new Color(0x56b4e9), new Color(0x7cc4ee), new Color(0x9ad2f2)
  };

  private final Roofline roofline;
  private final double unit;
  private final Lang lang;
  private final List<Drawing.Tip> tips = new ArrayList<>();

  RooflinePainter(Roofline roofline, double unit, Lang lang) {
    this.roofline = roofline;
    this.unit = unit;
    this.lang = lang;
  }

  List<Drawing.Tip> tips() {
    return tips;
  }

  @Override
  public void draw(
      Graphics2D g,
      XYPlot plot,
      Rectangle2D area,
      ValueAxis domain,
      ValueAxis range,
      int rendererIndex,
      PlotRenderingInfo info) {
    Scale scale = new Scale(area, domain, range, unit);
    LabelPlacement placement = new LabelPlacement(area);
    List<Roofline.Point> points =
        roofline.points().stream().limit(RooflineChart.MAX_POINTS).toList();
    for (Roofline.Point point : points) {
      Point2D at = scale.at(point.intensity(), point.flops());
      placement.block(square(at, RADIUS + 1));
    }
    memoryLines(g, scale, placement);
    computeLines(g, scale, placement);
    points.forEach(point -> mark(g, scale.at(point.intensity(), point.flops()), point));
    points.stream().limit(MAX_LABELS).forEach(point -> label(g, scale, placement, point));
  }

  private void memoryLines(Graphics2D g, Scale scale, LabelPlacement placement) {
    double roof = roofline.compute().isEmpty() ? scale.top() : roofline.compute().get(0).rate();
    for (int i = roofline.memory().size() - 1; i >= 0; i--) {
      Roofline.Ceiling level = roofline.memory().get(i);
      double from = Math.max(scale.left(), scale.bottom() / level.rate());
      double to = Math.min(scale.right(), roof / level.rate());
      if (!(to > from)) {
        continue;
      }
      Line2D line =
          new Line2D.Double(scale.at(from, from * level.rate()), scale.at(to, to * level.rate()));
      Color colour = MEMORY_COLOURS[Math.min(i, MEMORY_COLOURS.length - 1)];
      stroke(g, line, colour, false);
      placement.avoid(line);
      alongLine(g, line, Typeface.drawable(level.label().in(lang)), colour, placement);
    }
  }

  private static void alongLine(
      Graphics2D g, Line2D line, String text, Color colour, LabelPlacement placement) {
    double length = line.getP1().distance(line.getP2());
    double width = Typeface.width(CEILING, text);
    if (width + 20 > length) {
      return;
    }
    double angle = Math.atan2(line.getY2() - line.getY1(), line.getX2() - line.getX1());
    for (double start = 12; start + width < length; start += 14) {
      List<Rectangle2D> cells = cells(line.getP1(), angle, start, width);
      if (cells.stream().allMatch(placement::isFree)) {
        cells.forEach(placement::block);
        AffineTransform before = g.getTransform();
        g.translate(line.getX1(), line.getY1());
        g.rotate(angle);
        g.setFont(CEILING);
        g.setPaint(colour);
        g.drawString(text, (float) start, -5f);
        g.setTransform(before);
        return;
      }
    }
  }

  /** A slanted text as a row of small squares. */
  private static List<Rectangle2D> cells(Point2D from, double angle, double start, double width) {
    List<Rectangle2D> cells = new ArrayList<>();
    for (double along = start; along < start + width; along += 7) {
      double x = from.getX() + Math.cos(angle) * along + Math.sin(angle) * 10;
      double y = from.getY() + Math.sin(angle) * along - Math.cos(angle) * 10;
      cells.add(square(new Point2D.Double(x, y), 6));
    }
    return cells;
  }

  private void computeLines(Graphics2D g, Scale scale, LabelPlacement placement) {
    for (int i = 0; i < roofline.compute().size(); i++) {
      Roofline.Ceiling ceiling = roofline.compute().get(i);
      double ridge =
          roofline.memory().isEmpty()
              ? scale.left()
              : Math.max(scale.left(), ceiling.rate() / roofline.memory().get(0).rate());
      if (!(ridge < scale.right())) {
        continue;
      }
      Line2D line =
          new Line2D.Double(
              scale.at(ridge, ceiling.rate()), scale.at(scale.right(), ceiling.rate()));
      Color colour = COMPUTE_COLOURS[Math.min(i, COMPUTE_COLOURS.length - 1)];
      stroke(g, line, colour, ceiling.declared());
      placement.avoid(line);
      onLevel(g, line, Typeface.drawable(ceiling.label().in(lang)), colour, placement);
    }
  }

  /** At the right end above the line; below it, or further left, where that is taken. */
  private static void onLevel(
      Graphics2D g, Line2D line, String text, Color colour, LabelPlacement placement) {
    double width = Typeface.width(CEILING, text);
    for (double shift = 4; shift < 400; shift += 20) {
      for (double above : new double[] {4, -13}) {
        Rectangle2D box =
            new Rectangle2D.Double(
                line.getX2() - width - shift, line.getY2() - above - 11, width, LINE_HEIGHT - 2);
        if (placement.isFree(box)) {
          placement.block(box);
          g.setFont(CEILING);
          g.setPaint(colour);
          g.drawString(text, (float) box.getX(), (float) (line.getY2() - above));
          return;
        }
      }
    }
  }

  private static void stroke(Graphics2D g, Line2D line, Color colour, boolean dashed) {
    g.setPaint(colour);
    g.setStroke(
        dashed
            ? new BasicStroke(
                1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 4}, 0)
            : new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(line);
  }

  private void mark(Graphics2D g, Point2D at, Roofline.Point point) {
    Shape shape = point.memoryBound() ? diamond(at) : circle(at);
    Color colour = point.memoryBound() ? Palette.MEMORY_BOUND : Palette.COMPUTE_BOUND;
    g.setPaint(point.suspect() ? Palette.PAPER : colour);
    g.fill(shape);
    g.setPaint(point.suspect() ? colour : Palette.PAPER);
    g.setStroke(new BasicStroke(point.suspect() ? 2f : 1f));
    g.draw(shape);
    tips.add(
        new Drawing.Tip(
            square(at, RADIUS + 1),
            point.label()
                + " \u00b7 "
                + Figures.flops(point.flops())
                + " \u00b7 "
                + Figures.rate(point.intensity())
                + " FLOP/B"));
  }

  private static void label(
      Graphics2D g, Scale scale, LabelPlacement placement, Roofline.Point point) {
    Point2D at = scale.at(point.intensity(), point.flops());
    String text = Typeface.fit(POINT, Typeface.drawable(point.label()), 190);
    double width = Typeface.width(POINT, text);
    placement
        .place(at, width, LINE_HEIGHT)
        .ifPresent(
            place -> {
              Rectangle2D box = place.box();
              if (place.leader()) {
                g.setPaint(Palette.MUTED);
                g.setStroke(new BasicStroke(1f));
                g.draw(leader(at, box));
              }
              g.setFont(POINT);
              g.setPaint(Palette.INK);
              g.drawString(text, (float) box.getX(), (float) (box.getMaxY() - 4));
            });
  }

  /** From the rim of the mark to the nearest point of the label. */
  private static Line2D leader(Point2D at, Rectangle2D box) {
    double x = Math.max(box.getMinX(), Math.min(at.getX(), box.getMaxX()));
    double y = Math.max(box.getMinY() + 2, Math.min(at.getY(), box.getMaxY()));
    double length = Math.max(1, at.distance(x, y));
    double rim = RADIUS + 1;
    return new Line2D.Double(
        at.getX() + (x - at.getX()) * rim / length,
        at.getY() + (y - at.getY()) * rim / length,
        x,
        y);
  }

  private static Shape circle(Point2D at) {
    return new Ellipse2D.Double(at.getX() - RADIUS, at.getY() - RADIUS, 2 * RADIUS, 2 * RADIUS);
  }

  private static Shape diamond(Point2D at) {
    double r = RADIUS * 1.25;
    Path2D path = new Path2D.Double();
    path.moveTo(at.getX(), at.getY() - r);
    path.lineTo(at.getX() + r, at.getY());
    path.lineTo(at.getX(), at.getY() + r);
    path.lineTo(at.getX() - r, at.getY());
    path.closePath();
    return path;
  }

  private static Rectangle2D square(Point2D at, double half) {
    return new Rectangle2D.Double(at.getX() - half, at.getY() - half, 2 * half, 2 * half);
  }

  /** From intensity and rate to pixels; both axes are linear over exponents. */
  private record Scale(Rectangle2D area, ValueAxis domain, ValueAxis range, double unit) {
    Point2D at(double intensity, double flops) {
      return new Point2D.Double(
          domain.valueToJava2D(Math.log10(intensity), area, RectangleEdge.BOTTOM),
          range.valueToJava2D(Math.log10(flops / unit), area, RectangleEdge.LEFT));
    }

    double left() {
      return Math.pow(10, domain.getLowerBound());
    }

    double right() {
      return Math.pow(10, domain.getUpperBound());
    }

    double bottom() {
      return Math.pow(10, range.getLowerBound()) * unit;
    }

    double top() {
      return Math.pow(10, range.getUpperBound()) * unit;
    }
  }
}
