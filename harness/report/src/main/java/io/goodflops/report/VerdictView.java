package io.goodflops.report;

import io.goodflops.report.chart.Palette;
import io.goodflops.report.seam.Group;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One card: what all cases of one basis say together.
 *
 * @param first the card that a hurried reader reads
 * @param pieces of the strip; none that is negative or nothing
 * @param key all groups with their shares, negative ones included
 */
record VerdictView(
    boolean first,
    Phrase scope,
    Phrase headline,
    List<Piece> pieces,
    List<Piece> key,
    List<Figure> numbers) {

  /** A coloured part of the strip, or its entry in the key. */
  record Piece(Phrase name, String percent, String width, String colour, boolean hatched) {}

  /** One large number. */
  record Figure(Phrase name, Phrase value, Phrase note) {}

  static VerdictView of(Verdict verdict, boolean first) {
    List<Piece> key = new ArrayList<>();
    List<Piece> pieces = new ArrayList<>();
    for (Group group : Group.SIX) {
      double share = verdict.groups().get(group);
      Piece piece =
          new Piece(
              Phrase.of(group.label()),
              Figures.percent(share),
              String.format(Locale.ROOT, "%.2f%%", Math.max(0, share) * 100),
              Palette.css(Palette.of(group)),
              group == Group.UNEXPLAINED);
      key.add(piece);
      if (share > 0.0005) {
        pieces.add(piece);
      }
    }
    int cases = verdict.panel().bars().size();
    Phrase count = cases == 1 ? Words.ONE_CASE : Words.CASES_COUNT.with(cases);
    return new VerdictView(
        first,
        Words.SCOPE.with(verdict.panel().device(), verdict.panel().basisName(), count),
        verdict.headline(),
        pieces,
        key,
        numbers(verdict));
  }

  private static List<Figure> numbers(Verdict verdict) {
    double perShare = verdict.rate() / verdict.effective().share();
    Phrase share =
        Words.INTERVAL.with(
            Figures.percent(verdict.effective().low()),
            Figures.percent(verdict.effective().high()));
    Phrase rate =
        Words.INTERVAL.with(
            rate(verdict, verdict.effective().low() * perShare),
            rate(verdict, verdict.effective().high() * perShare));
    return List.of(
        new Figure(Words.EFFECTIVE_RATE, Phrase.same(rate(verdict, verdict.rate())), rate),
        new Figure(
            Words.EFFECTIVE_SHARE,
            Phrase.same(Figures.percent(verdict.effective().share())),
            share));
  }

  private static String rate(Verdict verdict, double value) {
    return verdict.onBandwidth() ? Figures.bytesPerSecond(value) : Figures.teraflops(value);
  }
}
