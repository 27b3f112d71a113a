package io.goodflops.report;

import io.goodflops.ledger.BiggestLosses;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import java.util.ArrayList;
import java.util.List;

/** One of the biggest losses: what it means and what to try. */
record LossRow(
    Phrase name, Phrase group, String share, Phrase scope, Phrase meaning, Phrase advice) {
  private static final int PER_BASIS = 3;
  private static final double LEAST_SHARE = 0.01;

  /** The largest losses of each basis; bases are never merged into one ranking. */
  static List<LossRow> of(List<Verdict> verdicts) {
    List<LossRow> rows = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      verdict.losses().stream()
          .filter(loss -> loss.share() >= LEAST_SHARE)
          .limit(PER_BASIS)
          .map(loss -> row(verdict, loss))
          .forEach(rows::add);
    }
    return rows;
  }

  private static LossRow row(Verdict verdict, BiggestLosses.Loss loss) {
    return new LossRow(
        Phrase.of(loss.category().label()),
        Phrase.of(loss.category().group().label()),
        loss.sign() + Figures.percent(loss.share()),
        VerdictView.name(verdict),
        Phrase.of(loss.meaning()),
        Phrase.of(loss.advice()));
  }
}
