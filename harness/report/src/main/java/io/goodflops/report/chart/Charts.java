package io.goodflops.report.chart;

import io.goodflops.ledger.StepLedger;
import io.goodflops.report.text.Lang;
import io.goodflops.result.RunRecord;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jfree.chart.text.TextUtils;

/** All charts of one run. */
public final class Charts {
  static {
    System.setProperty("java.awt.headless", "true");
    // otherwise rotated text is drawn as outlines
    TextUtils.setUseDrawRotatedStringWorkaround(false);
  }

  private final List<Panel> panels;
  private final List<Roofline> rooflines;
  private final RunRecord.Evidence evidence;

  public Charts(RunRecord run) {
    panels = Panels.of(run);
    rooflines = Roofline.of(run);
    evidence = run.evidence();
  }

  /** Draws a little text into an image, which is what fails on a JVM without fonts. */
  public static BufferedImage probe() {
    BufferedImage image = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setFont(Typeface.regular(12));
    graphics.drawString("FLOP/s", 2, 20);
    graphics.dispose();
    return image;
  }

  /** Six groups, one bar a case. */
  public String ledgerSvg(Lang lang) {
    return Svg.of(stamped(LedgerChart.groups(panels, lang), lang), lang);
  }

  public byte[] ledgerPng(Lang lang) {
    return Png.of(stamped(LedgerChart.groups(panels, lang), lang));
  }

  /** Ceilings and cases, one panel a device. */
  public String rooflineSvg(Lang lang) {
    return Svg.of(stamped(new RooflineChart(rooflines, lang), lang), lang);
  }

  public byte[] rooflinePng(Lang lang) {
    return Png.of(stamped(new RooflineChart(rooflines, lang), lang));
  }

  /** All known categories, one bar a case. */
  public String categoriesSvg(Lang lang) {
    return Svg.of(stamped(LedgerChart.categories(panels, lang), lang), lang);
  }

  /** The ops of a case's step along time. */
  public String stepSvg(StepLedger ledger, String name, Lang lang) {
    return Svg.of(stamped(new StepChart(ledger, name, lang), lang), lang);
  }

  /** Rates of devices alone and together. */
  public String togetherSvg(List<TogetherChart.Row> rows, Lang lang) {
    return Svg.of(stamped(new TogetherChart(rows, lang), lang), lang);
  }

  /** A picture is passed on without its page: what is not about hardware says so itself. */
  private Drawing stamped(Drawing drawing, Lang lang) {
    return switch (evidence) {
      case SIMULATED -> new Stamped(drawing, ChartWords.SIMULATED, lang);
      case EMULATED -> new Stamped(drawing, ChartWords.EMULATED, lang);
      case SELF_TESTED, REPRODUCED -> drawing;
    };
  }
}
