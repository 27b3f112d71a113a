package io.goodflops.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Slanted lines over an area, drawn as one path: a pattern fill would need an id, a clip too. */
final class Hatch {
  private static final double STEP = 6;
  private static final Color LINE = new Color(0x6d757e);

  private Hatch() {}

  static void draw(Graphics2D g, Rectangle2D area) {
    Path2D lines = new Path2D.Double();
    double left = area.getMinX();
    double top = area.getMinY();
    double width = area.getWidth();
    double height = area.getHeight();
    for (double d = STEP / 2; d < width + height; d += STEP) {
      // the line x + y = d, from the upper right to the lower left, within the rectangle
      double fromX = Math.min(d, width);
      double toX = Math.max(0, d - height);
      if (fromX > toX) {
        lines.moveTo(left + fromX, top + d - fromX);
        lines.lineTo(left + toX, top + d - toX);
      }
    }
    g.setPaint(LINE);
    g.setStroke(new BasicStroke(1f));
    g.draw(lines);
  }
}
