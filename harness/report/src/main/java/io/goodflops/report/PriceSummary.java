package io.goodflops.report;

import io.goodflops.ledger.compare.Comparison;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.util.ArrayList;
import java.util.List;

/** Prices and a mix in a few lines for a terminal or a log. */
public final class PriceSummary {
  private static final int MOST_LINES = 40;

  private PriceSummary() {}

  /** A line for each workload and device, and one for the mix on each device; empty for none. */
  public static List<String> lines(Comparison comparison, CompareExtras extras, Lang lang) {
    List<String> lines = new ArrayList<>();
    extras
        .pricing()
        .ifPresent(
            pricing -> {
              lines.add("");
              lines.add(PriceWords.TITLE.in(lang));
              for (PriceView.Work work : PriceViews.of(comparison, pricing).works()) {
                for (int i = 0; i < work.boxes().size() && lines.size() < MOST_LINES; i++) {
                  lines.add(
                      "  "
                          + work.name()
                          + " "
                          + CompareViews.tag(i)
                          + ": "
                          + said(work.boxes().get(i)).in(lang));
                }
              }
            });
    extras
        .weighing()
        .ifPresent(
            weighing -> {
              ProfileView view = PriceViews.of(comparison, weighing, extras.pricing());
              lines.add("");
              lines.add(view.title().in(lang));
              for (ProfileView.Line line : view.lines()) {
                lines.add(
                    "  "
                        + line.tag()
                        + ": "
                        + Phrase.join("; ", "；", List.of(line.time(), line.over(), line.cost()))
                            .in(lang));
              }
            });
    return lines.stream().map(TerminalSummary::plain).map(String::stripTrailing).toList();
  }

  private static Phrase said(PriceView.Box box) {
    List<Phrase> all = new ArrayList<>();
    all.add(box.first());
    all.addAll(box.others());
    return Phrase.join("; ", "；", all);
  }
}
