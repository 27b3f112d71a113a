package io.goodflops.report.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** Colour keys in as many rows as they need. */
final class Legend {
  private static final Font FONT = Typeface.regular(13);
  private static final double ROW = 24;
  private static final double KEY = 11;
  private static final double KEY_GAP = 7;
  private static final double ENTRY_GAP = 20;

  private final List<Placed> placed = new ArrayList<>();
  private final double height;

  Legend(List<Entry> entries, double width) {
    double x = 0;
    double y = 0;
    for (Entry entry : entries) {
      double length = KEY + KEY_GAP + Typeface.width(FONT, entry.text());
      if (x > 0 && x + length > width) {
        x = 0;
        y += ROW;
      }
      placed.add(new Placed(entry, x, y));
      x += length + ENTRY_GAP;
    }
    height = placed.isEmpty() ? 0 : y + ROW;
  }

  double height() {
    return height;
  }

  void draw(Graphics2D g, double left, double top) {
    for (Placed each : placed) {
      Rectangle2D key = new Rectangle2D.Double(left + each.x, top + each.y + 4, KEY, KEY);
      g.setPaint(each.entry.colour());
      g.fill(key);
      if (each.entry.hatched()) {
        Hatch.draw(g, key);
      }
      g.setPaint(Palette.INK);
      g.setFont(FONT);
      g.drawString(
          each.entry.text(),
          (float) (left + each.x + KEY + KEY_GAP),
          (float) (top + each.y + 4 + KEY - 1));
    }
  }

  record Entry(String text, Color colour, boolean hatched) {}

  private record Placed(Entry entry, double x, double y) {}
}
