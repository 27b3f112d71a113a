package io.goodflops.report.chart;

import io.goodflops.report.text.Phrase;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** A finished chart that can be put on any surface. */
interface Drawing {
  int width();

  int height();

  /** What the chart shows, for readers who cannot see it. */
  Phrase description();

  /** Draws the chart and returns what a pointer can be held over. */
  List<Tip> draw(Graphics2D surface);

  /** An area and what it says. */
  record Tip(Rectangle2D area, String text) {}
}
