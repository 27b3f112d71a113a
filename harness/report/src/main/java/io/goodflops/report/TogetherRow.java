package io.goodflops.report;

import io.goodflops.ledger.Together;
import io.goodflops.report.CaseFigures.Rate;
import io.goodflops.report.chart.CaseLabels;
import io.goodflops.report.chart.TogetherChart;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.LedgerRecord.Share;
import io.goodflops.result.RankRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table of what ran on several devices at once: a device, or the sum of all.
 *
 * @param name of the case, in its first row
 * @param remark why there is no efficiency
 */
record TogetherRow(
    Phrase name,
    Phrase device,
    Phrase alone,
    Phrase together,
    Phrase efficiency,
    Phrase overlap,
    Phrase remark) {

  static List<TogetherRow> of(RunRecord run) {
    List<TogetherRow> rows = new ArrayList<>();
    for (Together together : Together.of(run)) {
      Phrase name = Phrase.same(CaseLabels.withLane(together.members().get(0)));
      for (CaseRecord member : together.members()) {
        rows.add(row(name, member));
        name = Phrase.empty();
      }
      if (together.efficiency().isPresent()) {
        rows.add(
            new TogetherRow(
                Phrase.empty(),
                TogetherWords.ALL.with(together.members().size()),
                Phrase.empty(),
                Phrase.empty(),
                Phrase.same(Figures.percent(together.efficiency().getAsDouble())),
                Phrase.empty(),
                TogetherWords.SPREAD.with(Figures.percent(together.spread().orElse(0)))));
      }
    }
    return rows;
  }

  private static TogetherRow row(Phrase name, CaseRecord member) {
    RankRecord rank = Together.rank(member);
    return new TogetherRow(
        name,
        Phrase.same(member.device()),
        text(CaseFigures.of(member).rate()),
        text(beside(member)),
        rank.efficiency().map(TogetherRow::interval).orElse(Phrase.same(Figures.UNKNOWN)),
        rank.overlapShare().isPresent()
            ? Phrase.same(Figures.percent(rank.overlapShare().getAsDouble()))
            : Phrase.same(Figures.UNKNOWN),
        remark(rank));
  }

  /** Why a rank has no efficiency; empty if it has one. */
  static Phrase remark(RankRecord rank) {
    if (rank.outcome() != Outcome.MEASURED) {
      return Words.IS.with(CaseWords.of(rank.outcome()), Reasons.of(rank.reason()));
    }
    return rank.suspect().isEmpty() ? Reasons.of(rank.reason()) : Reasons.of(rank.suspect());
  }

  /** The bars of the chart: what has both rates. */
  static List<TogetherChart.Row> bars(RunRecord run) {
    List<TogetherChart.Row> bars = new ArrayList<>();
    for (Together together : Together.of(run)) {
      double most =
          together.members().stream()
              .flatMap(m -> CaseFigures.of(m).rate().stream())
              .mapToDouble(rate -> rate.perSecond().value())
              .max()
              .orElse(0);
      for (CaseRecord member : together.members()) {
        Optional<Rate> alone = CaseFigures.of(member).rate();
        Optional<Rate> beside = beside(member);
        Optional<Share> efficiency = Together.rank(member).efficiency();
        if (alone.isPresent() && beside.isPresent() && efficiency.isPresent()) {
          bars.add(
              new TogetherChart.Row(
                  CaseLabels.withLane(member),
                  member.device(),
                  alone.get().perSecond().value() / most,
                  beside.get().perSecond().value() / most,
                  alone.get().value(),
                  beside.get().value() + " = " + Figures.percent(efficiency.get().share())));
        }
      }
    }
    return bars;
  }

  /** The rate that a case's device had while others ran the same. */
  private static Optional<Rate> beside(CaseRecord member) {
    return CaseFigures.of(
            member.withLedgers(
                Together.rank(member).togetherNanos(),
                member.suspect(),
                member.ledger(),
                member.ledgerAttainable(),
                member.bandwidthLedger()))
        .rate();
  }

  private static Phrase text(Optional<Rate> rate) {
    return Phrase.same(
        rate.map(r -> r.value() + " [" + r.low() + ", " + r.high() + "]").orElse(Figures.UNKNOWN));
  }

  private static Phrase interval(Share share) {
    return Phrase.same(
        Figures.percent(share.share())
            + " ["
            + Figures.decimal(100 * share.low(), 1)
            + ", "
            + Figures.decimal(100 * share.high(), 1)
            + "]");
  }
}
