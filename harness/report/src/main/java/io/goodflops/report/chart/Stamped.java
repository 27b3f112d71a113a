package io.goodflops.report.chart;

import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** A drawing with a line below it that must go wherever the drawing goes. */
record Stamped(Drawing drawing, Phrase line, Lang lang) implements Drawing {
  private static final int MARGIN = 20;
  private static final int STRIP = 36;
  private static final Font FONT = Typeface.bold(13);

  @Override
  public int width() {
    return drawing.width();
  }

  @Override
  public int height() {
    return drawing.height() + STRIP;
  }

  @Override
  public Phrase description() {
    return drawing.description();
  }

  @Override
  public List<Tip> draw(Graphics2D g) {
    List<Tip> tips = drawing.draw(g);
    g.setPaint(Palette.PAPER);
    g.fill(new Rectangle2D.Double(0, drawing.height(), width(), STRIP));
    g.setFont(FONT);
    g.setPaint(Palette.INK);
    String text = Typeface.fit(FONT, Typeface.drawable(line.in(lang)), width() - 2.0 * MARGIN);
    g.drawString(text, MARGIN, drawing.height() + 16);
    return tips;
  }
}
