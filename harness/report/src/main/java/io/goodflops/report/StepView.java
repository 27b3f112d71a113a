package io.goodflops.report;

import io.goodflops.ledger.StepAdvice;
import io.goodflops.ledger.StepLedger;
import io.goodflops.report.PageView.Fact;
import io.goodflops.report.chart.BasisWords;
import io.goodflops.report.chart.CaseLabels;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * The section of a case that is a program: its step, op by op.
 *
 * @param number of the section, from 1
 * @param help what would help most
 * @param rows largest loss first
 * @param receipt numerator and denominator of what is printed
 */
record StepView(
    int number,
    Phrase title,
    Phrase note,
    Phrase help,
    Phrase advice,
    ChartPair chart,
    StepParts parts,
    Phrase tableNote,
    List<StepRow> rows,
    List<Fact> receipt) {
  private static final int SHOWN = 20;

  /** One section for each case that has a step. */
  static List<StepView> of(RunRecord run, BiFunction<StepLedger, String, ChartPair> draw) {
    List<StepView> views = new ArrayList<>();
    for (CaseRecord subject : run.cases()) {
      StepLedger.of(run, subject)
          .ifPresent(
              ledger -> {
                String name = CaseLabels.withLane(subject);
                views.add(of(views.size() + 1, name, ledger, draw.apply(ledger, name)));
              });
    }
    return views;
  }

  private static StepView of(int number, String name, StepLedger ledger, ChartPair chart) {
    double traced = ledger.step().tracedNanos();
    return new StepView(
        number,
        StepWords.TITLE.with(name),
        StepWords.NOTE.with(
            ledger.step().steps(),
            Figures.percent(ledger.tracingShare()),
            Figures.time(traced),
            Figures.time((double) ledger.step().untracedNanos())),
        ledger.advice().map(a -> help(a, traced)).orElse(StepWords.NO_HELP),
        ledger.advice().map(a -> Phrase.of(a.cause().advice())).orElse(Phrase.empty()),
        chart,
        StepParts.of(ledger),
        StepWords.TABLE_NOTE.with(Figures.time(traced)),
        StepRow.of(ledger),
        receipt(ledger));
  }

  /** The rows that a reader sees at once. */
  List<StepRow> first() {
    return rows.subList(0, Math.min(SHOWN, rows.size()));
  }

  /** The rows that a reader has to ask for. */
  List<StepRow> rest() {
    return rows.subList(first().size(), rows.size());
  }

  private static Phrase help(StepAdvice advice, double traced) {
    return StepWords.HELP.with(
        advice.kind(),
        ops(advice.ops()),
        Figures.percent(advice.stepNanos() / traced),
        Figures.time(advice.avoidableNanos()),
        Figures.percent(advice.avoidableNanos() / traced),
        Figures.time(advice.gapNanos()),
        Figures.time(advice.interferenceNanos()),
        Figures.time(advice.aboveRooflineNanos()));
  }

  static Phrase ops(int count) {
    return count == 1 ? StepWords.ONE_OP : StepWords.OPS.with(count);
  }

  private static List<Fact> receipt(StepLedger ledger) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            StepWords.FLOP,
            StepWords.FLOP_VALUE.with(whole(ledger.flops()), ops(ledger.ops().size()))));
    facts.add(
        new Fact(
            StepWords.TIME, Phrase.same(Figures.time((double) ledger.step().untracedNanos()))));
    ledger.basis().ifPresent(basis -> facts.add(new Fact(StepWords.PEAK, BasisWords.name(basis))));
    facts.add(new Fact(StepWords.EFFECTIVE, share(ledger)));
    facts.add(new Fact(StepWords.SUM, StepParts.of(ledger).sum()));
    return facts;
  }

  /** A share of a measured ceiling is never called MFU. */
  private static Phrase share(StepLedger ledger) {
    if (ledger.effectiveShare().isEmpty()) {
      return Words.NO_BASIS;
    }
    Basis basis = ledger.basis().orElseThrow();
    return (basis.kind().equals("DECLARED") ? StepWords.MFU : StepWords.OF_CEILING)
        .with(
            exact(ledger.flops()),
            exact(ledger.step().untracedNanos() / 1e9),
            exact(basis.rate()),
            Figures.percent(ledger.effectiveShare().getAsDouble()));
  }

  private static String whole(double value) {
    return Figures.decimal(value, 0);
  }

  /** Enough digits for a reader to calculate it again. */
  private static String exact(double value) {
    return String.format(Locale.ROOT, "%.5g", value);
  }
}
