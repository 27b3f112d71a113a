package io.goodflops.report;

import io.goodflops.ledger.accept.Acceptance;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.TextWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An acceptance in a few lines for a terminal or a log. */
public final class AcceptSummary {
  private static final String GAP = "  ";

  private AcceptSummary() {}

  /** One line a test that a criterion asks for or that fails, the worst first, then the ruling. */
  public static List<String> lines(Acceptance acceptance, Lang lang, int width) {
    List<AcceptLine> all = AcceptLine.of(acceptance);
    List<AcceptLine> shown = all.stream().filter(AcceptLine::judged).toList();
    int most = Math.max(24, width / 3);
    int ruling = widest(shown, l -> AcceptWords.of(l.ruling()).in(lang), most);
    int unit = widest(shown, AcceptLine::unit, most);
    int test = widest(shown, l -> l.test().in(lang), most);
    List<String> lines = new ArrayList<>();
    for (AcceptLine line : shown) {
      lines.add(
          cell(AcceptWords.of(line.ruling()).in(lang), ruling)
              + cell(line.unit(), unit)
              + cell(line.test().in(lang), test)
              + line.why().in(lang));
      String figures = (line.found().in(lang) + " " + line.times()).strip();
      lines.add(
          " ".repeat(ruling)
              + GAP
              + AcceptWords.WANTED.in(lang)
              + ": "
              + line.wanted().in(lang)
              + (figures.isEmpty() ? "" : "; " + AcceptWords.FOUND.in(lang) + ": " + figures));
    }
    if (all.size() > shown.size()) {
      lines.add(AcceptWords.AND_MORE.with(all.size() - shown.size()).in(lang));
    }
    lines.add("");
    lines.add(AcceptLine.against(acceptance).in(lang));
    lines.add(AcceptLine.challenge(acceptance).in(lang));
    lines.add(
        AcceptLine.title(acceptance).in(lang)
            + (lang == Lang.ZH ? "；" : "; ")
            + AcceptLine.counts(acceptance).in(lang));
    return lines.stream().map(TerminalSummary::plain).map(String::stripTrailing).toList();
  }

  private static int widest(List<AcceptLine> lines, Function<AcceptLine, String> cell, int most) {
    int widest = lines.stream().map(cell).mapToInt(TextWidth::of).max().orElse(0);
    return Math.min(widest, most);
  }

  private static String cell(String text, int width) {
    return TextWidth.padRight(TextWidth.cut(text, width), width) + GAP;
  }
}
