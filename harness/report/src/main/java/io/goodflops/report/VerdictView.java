package io.goodflops.report;

import io.goodflops.ledger.Group;
import io.goodflops.report.chart.BasisWords;
import io.goodflops.report.chart.Palette;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One card: what all cases of one basis say together.
 *
 * @param first the card that a hurried reader reads
 * @param caution what the basis is not
 * @param pieces of the strip; none that is negative or nothing
 * @param key groups with their shares, negative ones included; all six on the first card
 */
record VerdictView(
    boolean first,
    Phrase scope,
    Phrase headline,
    Phrase caution,
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
    List<Double> percents = verdict.percents();
    for (int i = 0; i < Group.SIX.size(); i++) {
      Group group = Group.SIX.get(i);
      double share = verdict.share(group);
      Piece piece =
          new Piece(
              Phrase.of(group.label()),
              Figures.percent(percents.get(i) / 100),
              String.format(Locale.ROOT, "%.2f%%", Math.max(0, share) * 100),
              Palette.css(Palette.of(group)),
              group == Group.UNEXPLAINED);
      if (first || !piece.percent().equals(Figures.percent(0))) {
        key.add(piece);
      }
      if (share > 0.0005) {
        pieces.add(piece);
      }
    }
    return new VerdictView(
        first,
        scope(verdict),
        verdict.sentence(),
        verdict.onBandwidth() || verdict.declared() ? Phrase.empty() : Words.OWN_CEILING,
        pieces,
        key,
        numbers(verdict));
  }

  /** Device and basis in words. */
  static Phrase name(Verdict verdict) {
    Phrase basis = BasisWords.name(verdict.basis());
    String device = verdict.headline().device();
    return new Phrase(device + ", " + basis.en(), device + "\uff0c" + basis.zh());
  }

  static Phrase scope(Verdict verdict) {
    int cases = verdict.headline().cases().size();
    List<Phrase> parts = new ArrayList<>();
    parts.add(Phrase.same(verdict.headline().device()));
    parts.add(Phrase.same(verdict.headline().lane().toLowerCase(Locale.ROOT)));
    parts.add(cases == 1 ? Words.ONE_CASE : Words.CASES_COUNT.with(cases));
    if (verdict.headline().leftOut() > 0) {
      parts.add(Words.LEFT_OUT.with(verdict.headline().leftOut()));
    }
    return Phrase.join(" \u00b7 ", " \u00b7 ", parts);
  }

  private static List<Figure> numbers(Verdict verdict) {
    double perShare = verdict.basis().rate();
    Phrase share =
        Words.INTERVAL.with(
            Figures.percent(verdict.effective().low()),
            Figures.percent(verdict.effective().high()));
    Phrase rate =
        Words.INTERVAL.with(
            rate(verdict, verdict.effective().low() * perShare),
            rate(verdict, verdict.effective().high() * perShare));
    return List.of(
        new Figure(
            Words.EFFECTIVE_RATE,
            Phrase.same(rate(verdict, verdict.headline().effectiveFlopsPerSecond())),
            rate),
        new Figure(
            Words.EFFECTIVE_SHARE,
            Phrase.same(Figures.percent(verdict.effective().share())),
            share));
  }

  private static String rate(Verdict verdict, double value) {
    return verdict.onBandwidth() ? Figures.bytesPerSecond(value) : Figures.teraflops(value);
  }
}
