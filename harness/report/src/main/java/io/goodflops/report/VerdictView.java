package io.goodflops.report;

import io.goodflops.ledger.Group;
import io.goodflops.report.chart.BasisWords;
import io.goodflops.report.chart.CaseLabels;
import io.goodflops.report.chart.Modes;
import io.goodflops.report.chart.Palette;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
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

  /** Whose verdict it is: no two of a run are named alike. */
  static Phrase scope(Verdict verdict) {
    List<CaseRecord> cases = verdict.headline().cases();
    List<Phrase> parts = new ArrayList<>();
    parts.add(Phrase.same(verdict.headline().device()));
    if (cases.size() == 1) {
      parts.add(Phrase.same(CaseLabels.withLane(cases.get(0))));
    } else {
      parts.add(Phrase.same(verdict.headline().lane().toLowerCase(Locale.ROOT)));
      parts.add(
          verdict.onBandwidth()
              ? BasisWords.name(verdict.basis())
              : Phrase.same(Modes.of(verdict.basis())));
      parts.add(Words.CASES_OF.with(cases.size(), verdict.asked()));
    }
    if (verdict.headline().leftOut() > 0) {
      parts.add(Words.LEFT_OUT.with(verdict.headline().leftOut()));
    }
    return Phrase.join(" \u00b7 ", " \u00b7 ", parts);
  }

  private static List<Figure> numbers(Verdict verdict) {
    Phrase share =
        Words.INTERVAL.with(
            Figures.percent(verdict.effective().low()),
            Figures.percent(verdict.effective().high()));
    Phrase rate =
        Words.INTERVAL.with(
            rate(verdict, verdict.rate().low()), rate(verdict, verdict.rate().high()));
    return List.of(
        new Figure(Words.EFFECTIVE_RATE, Phrase.same(rate(verdict, verdict.rate().value())), rate),
        new Figure(
            Words.EFFECTIVE_SHARE,
            Phrase.same(Figures.percent(verdict.effective().share())),
            share));
  }

  static String rate(Verdict verdict, double value) {
    return verdict.onBandwidth()
        ? Figures.bytesPerSecond(value)
        : Figures.tera(value) + Figures.NO_BREAK_SPACE + Modes.teraUnit(verdict.basis().storage());
  }
}
