package io.goodflops.report;

import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.Light;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.TextWidth;
import java.util.ArrayList;
import java.util.List;

/** A gate in a few lines for a terminal or a log. */
public final class GateSummary {
  private static final String GAP = "  ";
  private static final int LEAST_NAME = 24;

  private GateSummary() {}

  /** One line a case, the worst first, then the gate's own. */
  public static List<String> lines(Gate gate, Lang lang, int width) {
    List<GateLine> cases = GateLine.of(gate);
    int name =
        Math.min(
            cases.stream().mapToInt(c -> TextWidth.of(c.name())).max().orElse(0),
            Math.max(LEAST_NAME, width / 2));
    int light =
        cases.stream()
            .mapToInt(c -> TextWidth.of(GateWords.of(c.light()).in(lang)))
            .max()
            .orElse(0);
    int ratio = cases.stream().mapToInt(c -> TextWidth.of(c.ratio())).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (GateLine each : cases) {
      lines.add(
          TextWidth.padRight(GateWords.of(each.light()).in(lang), light)
              + GAP
              + TextWidth.padRight(TextWidth.cutMiddle(each.name(), name), name)
              + GAP
              + TextWidth.padRight(each.ratio(), ratio)
              + GAP
              + each.why().in(lang));
      if (!each.drop().isEmpty() && each.light() != Light.PASS) {
        lines.add(" ".repeat(light) + GAP + GAP + each.drop().in(lang));
      }
    }
    lines.add("");
    lines.add(GateLine.against(gate).in(lang));
    if (!GateLine.unlike(gate).isEmpty()) {
      lines.add("! " + GateLine.unlike(gate).in(lang));
    }
    lines.add(
        GateWords.TITLE.with(GateWords.of(gate.light())).in(lang)
            + (lang == Lang.ZH ? "；" : "; ")
            + GateLine.counts(gate).in(lang));
    return lines.stream().map(TerminalSummary::plain).map(String::stripTrailing).toList();
  }
}
