package io.goodflops.report;

import io.goodflops.ledger.BiggestLosses;
import io.goodflops.ledger.Category;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One cause of loss: what it means, what to try, and how large it is on each basis.
 *
 * @param places one share for each basis it is large on, never added up
 */
record LossRow(Phrase name, Phrase group, List<Place> places, Phrase meaning, Phrase advice) {
  private static final int PER_BASIS = 3;
  private static final double LEAST_SHARE = 0.02;

  /** A share and the basis it is of. */
  record Place(String share, Phrase basis) {}

  /** The largest losses of each basis, in the order in which the verdicts name them. */
  static List<LossRow> of(List<Verdict> verdicts) {
    Map<Category, List<Place>> places = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      verdict.losses().stream()
          .filter(loss -> loss.share() >= LEAST_SHARE)
          .limit(PER_BASIS)
          .forEach(
              loss ->
                  places
                      .computeIfAbsent(loss.category(), c -> new ArrayList<>())
                      .add(place(verdict, loss)));
    }
    List<LossRow> rows = new ArrayList<>();
    places.forEach(
        (category, where) ->
            rows.add(
                new LossRow(
                    Phrase.of(category.label()),
                    Phrase.of(category.group().label()),
                    where,
                    Phrase.of(category.meaning()),
                    Phrase.of(category.advice()))));
    return rows;
  }

  private static Place place(Verdict verdict, BiggestLosses.Loss loss) {
    return new Place(loss.sign() + Figures.percent(loss.share()), VerdictView.scope(verdict));
  }
}
