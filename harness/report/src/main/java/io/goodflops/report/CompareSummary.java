package io.goodflops.report;

import io.goodflops.ledger.compare.Comparison;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import io.goodflops.report.text.TextWidth;
import java.util.ArrayList;
import java.util.List;

/** A comparison in a few lines for a terminal or a log. */
public final class CompareSummary {
  private static final int MOST_DIFFERENCES = 8;
  private static final int MOST_NAMED_VALUES = 4;
  private static final String GAP = "  ";

  private CompareSummary() {}

  /** The lines: devices, what is not alike, each workload of a pair, and the tallies. */
  public static List<String> lines(Comparison comparison, Lang lang, int width) {
    CompareView view =
        CompareViews.of(comparison, CompareExtras.NONE, ChartPair.NONE, ChartPair.NONE, "");
    List<String> lines = new ArrayList<>();
    for (CompareView.Device device : view.devices()) {
      String role = device.role().isEmpty() ? "" : GAP + device.role().in(lang);
      lines.add(
          device.tag()
              + GAP
              + device.model()
              + " \u00b7 "
              + device.id()
              + " \u00b7 "
              + device.run()
              + role);
    }
    lines.add("");
    lines.add(CompareWords.NOT_ALIKE.in(lang) + (lang == Lang.ZH ? "：" : ":"));
    differences(view, lang, lines);
    view.warnings().forEach(warning -> lines.add("! " + warning.in(lang)));
    lines.add("");
    if (view.devices().size() == 2) {
      lines.addAll(pair(view, comparison.baseline(), lang, width));
      lines.add("");
    }
    for (CompareView.Line line : view.lines()) {
      if (!line.wins().isEmpty()) {
        lines.add(tally(line, comparison, lang));
      }
    }
    return lines.stream().map(TerminalSummary::plain).map(String::stripTrailing).toList();
  }

  private static void differences(CompareView view, Lang lang, List<String> lines) {
    if (view.differing().isEmpty()) {
      lines.add(GAP + CompareWords.ALL_ALIKE.in(lang));
      return;
    }
    for (CompareView.Aspect aspect : view.differing().stream().limit(MOST_DIFFERENCES).toList()) {
      List<Phrase> values = aspect.values().stream().distinct().limit(MOST_NAMED_VALUES).toList();
      lines.add(
          GAP
              + CompareWords.DIFFERS
                  .with(aspect.name(), Phrase.join(" | ", " | ", values))
                  .in(lang));
    }
    int more = view.differing().size() - MOST_DIFFERENCES;
    if (more > 0) {
      lines.add(GAP + CompareWords.MORE_DIFFERENCES.with(more).in(lang));
    }
  }

  /** Name, both rates, ratio with interval, verdict. */
  private static List<String> pair(CompareView view, int baseline, Lang lang, int width) {
    int other = 1 - baseline;
    List<List<String>> table = new ArrayList<>();
    for (CompareView.Work work : view.works()) {
      CompareView.Box base = work.boxes().get(baseline);
      CompareView.Box box = work.boxes().get(other);
      Phrase verdict =
          box.rate().isEmpty() || !base.rate().isEmpty() ? box.verdict() : base.verdict();
      table.add(
          List.of(
              work.name(),
              base.rate(),
              box.rate(),
              (box.ratio() + " " + box.bounds()).strip(),
              verdict.in(lang)));
    }
    int[] widths = new int[4];
    for (List<String> row : table) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], TextWidth.of(row.get(i)));
      }
    }
    widths[0] = Math.min(widths[0], Math.max(24, width / 3));
    List<String> lines = new ArrayList<>();
    for (List<String> row : table) {
      lines.add(
          TextWidth.padRight(TextWidth.cutMiddle(row.get(0), widths[0]), widths[0])
              + GAP
              + TextWidth.padLeft(row.get(1), widths[1])
              + GAP
              + TextWidth.padLeft(row.get(2), widths[2])
              + GAP
              + TextWidth.padRight(row.get(3), widths[3])
              + GAP
              + row.get(4));
    }
    return lines;
  }

  private static String tally(CompareView.Line line, Comparison comparison, Lang lang) {
    int index = 0;
    while (!CompareViews.tag(index).equals(line.tag())) {
      index++;
    }
    int measured = comparison.tally(index).measured();
    return CompareWords.LINE
        .with(
            line.tag() + " \u00f7 " + CompareViews.tag(comparison.baseline()),
            line.wins(),
            line.losses(),
            line.ties(),
            line.inconclusive(),
            line.undecided(),
            measured,
            comparison.rows().size())
        .in(lang);
  }
}
