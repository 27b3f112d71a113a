package io.goodflops.report.chart;

import io.goodflops.report.text.Lang;
import io.goodflops.result.RunRecord;
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

  public Charts(RunRecord run) {
    panels = Panels.of(run);
    rooflines = Roofline.of(run);
  }

  /** Six groups, one bar a case. */
  public String ledgerSvg(Lang lang) {
    return Svg.of(LedgerChart.groups(panels, lang), lang);
  }

  public byte[] ledgerPng(Lang lang) {
    return Png.of(LedgerChart.groups(panels, lang));
  }

  /** Ceilings and cases, one panel a device. */
  public String rooflineSvg(Lang lang) {
    return Svg.of(new RooflineChart(rooflines, lang), lang);
  }

  public byte[] rooflinePng(Lang lang) {
    return Png.of(new RooflineChart(rooflines, lang));
  }

  /** All known categories, one bar a case. */
  public String categoriesSvg(Lang lang) {
    return Svg.of(LedgerChart.categories(panels, lang), lang);
  }
}
