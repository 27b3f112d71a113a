package io.goodflops.report.chart;

import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.RunRecord.Evidence;
import java.util.List;
import java.util.Set;

/** All charts of one comparison. */
public final class CompareCharts {
  private final List<ComparePanel> panels;
  private final Set<Evidence> evidence;

  /**
   * @param evidence of the runs: what is not about hardware is stamped
   */
  public CompareCharts(List<ComparePanel> panels, Set<Evidence> evidence) {
    this.panels = List.copyOf(panels);
    this.evidence = Set.copyOf(evidence);
    Charts.probe(); // sets up what all drawings need
  }

  public String sharesSvg(Lang lang) {
    return Svg.of(drawing(false, lang), lang);
  }

  public String absoluteSvg(Lang lang) {
    return Svg.of(drawing(true, lang), lang);
  }

  public byte[] sharesPng(Lang lang) {
    return Png.of(drawing(false, lang));
  }

  public byte[] absolutePng(Lang lang) {
    return Png.of(drawing(true, lang));
  }

  private Drawing drawing(boolean absolute, Lang lang) {
    Drawing drawing = new SmallMultiples(panels, absolute, lang);
    boolean simulated = evidence.contains(Evidence.SIMULATED);
    if (!simulated && !evidence.contains(Evidence.EMULATED)) {
      return drawing;
    }
    Phrase line =
        evidence.size() > 1
            ? ChartWords.PARTLY_SIMULATED
            : simulated ? ChartWords.SIMULATED : ChartWords.EMULATED;
    return new Stamped(drawing, line, lang);
  }
}
