package io.goodflops.report;

import io.goodflops.report.seam.Category;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** One of the biggest losses: what it means and what to try. */
record LossRow(
    Phrase name, Phrase group, String share, Phrase scope, Phrase meaning, Phrase advice) {
  private static final int PER_BASIS = 3;
  private static final double LEAST_SHARE = 0.01;

  /** The largest losses of each basis; bases are never merged into one ranking. */
  static List<LossRow> of(List<Verdict> verdicts) {
    List<LossRow> rows = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      verdict.categories().entrySet().stream()
          .filter(entry -> entry.getValue() >= LEAST_SHARE)
          .sorted(Map.Entry.<Category, Double>comparingByValue(Comparator.reverseOrder()))
          .limit(PER_BASIS)
          .map(entry -> row(verdict, entry.getKey(), entry.getValue()))
          .forEach(rows::add);
    }
    return rows;
  }

  private static LossRow row(Verdict verdict, Category category, double share) {
    return new LossRow(
        Phrase.of(category.label()),
        Phrase.of(category.group().label()),
        Figures.percent(share),
        verdict.panel().basisName(),
        Phrase.of(category.meaning()),
        Phrase.of(category.advice()));
  }
}
