package io.goodflops.report;

import io.goodflops.ledger.DisplayShares;
import io.goodflops.ledger.Group;
import io.goodflops.ledger.StepLedger;
import io.goodflops.report.chart.Palette;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a traced step's time is divided into, as a strip, its key and a sum.
 *
 * @param strip none that is negative or too small to be seen
 * @param key all that is not nothing, negative ones included
 * @param sum every part in milliseconds, and what they add up to
 */
record StepParts(List<VerdictView.Piece> strip, List<VerdictView.Piece> key, Phrase sum) {
  private static final double VISIBLE = 0.0005;

  /** Less is the rounding of floating-point numbers. */
  private static final double NOTHING = 1e-9;

  static StepParts of(StepLedger ledger) {
    double traced = ledger.step().tracedNanos();
    List<StepLedger.Part> parts = ledger.parts();
    List<Double> percents = percents(parts.stream().map(part -> part.nanos() / traced).toList());
    List<VerdictView.Piece> strip = new ArrayList<>();
    List<VerdictView.Piece> key = new ArrayList<>();
    List<Phrase> terms = new ArrayList<>();
    Map<Group, Integer> shades = new EnumMap<>(Group.class);
    for (int i = 0; i < parts.size(); i++) {
      StepLedger.Part part = parts.get(i);
      double share = part.nanos() / traced;
      if (Math.abs(share) < NOTHING) {
        continue;
      }
      int shade = shades.merge(part.group(), 1, Integer::sum) - 1;
      VerdictView.Piece piece =
          new VerdictView.Piece(
              Phrase.of(part.name()),
              Figures.percent(percents.get(i) / 100),
              String.format(Locale.ROOT, "%.2f%%", Math.max(0, Math.min(1, share)) * 100),
              Palette.css(Palette.of(part.group(), shade)),
              part.group() == Group.UNEXPLAINED);
      key.add(piece);
      if (share > VISIBLE) {
        strip.add(piece);
      }
      terms.add(StepWords.TERM.with(Phrase.of(part.name()), millis(part.nanos(), traced)));
    }
    return new StepParts(
        strip,
        key,
        StepWords.SUM_VALUE.with(Phrase.join(" + ", " + ", terms), millis(traced, traced)));
  }

  /** Where a part is absurd, as in a record edited by hand, rounding keeps them from adding up. */
  private static List<Double> percents(List<Double> shares) {
    double sum = shares.stream().mapToDouble(share -> share).sum();
    return Math.abs(sum - 1) < NOTHING
        ? DisplayShares.percent(shares)
        : shares.stream().map(share -> share * 100).toList();
  }

  /** All with as many decimals as give the whole five digits, so that they can be added up. */
  private static String millis(double nanos, double traced) {
    int before = (int) Math.ceil(Math.log10(traced / 1e6));
    return Figures.decimal(nanos / 1e6, Math.max(0, Math.min(9, 5 - before)));
  }
}
