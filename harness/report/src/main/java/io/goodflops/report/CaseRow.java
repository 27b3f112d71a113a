package io.goodflops.report;

import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One case as a row of the table. A cell without a number says why.
 *
 * @param mode dtype, lane and device in one line
 * @param cells between outcome and remarks
 */
record CaseRow(
    String name,
    String mode,
    String outcomeId,
    Phrase outcome,
    List<Cell> cells,
    List<Phrase> flags,
    Phrase remarks,
    String repro) {

  /** A column's title; numbers sort as numbers. */
  record Column(Phrase title, boolean numeric) {}

  /**
   * @param known false where the text is a reason and not a value
   * @param sort what to sort by; empty sorts last
   */
  record Cell(Phrase text, Phrase note, String sort, boolean numeric, boolean known) {}

  static final List<Column> COLUMNS =
      List.of(
          new Column(Words.CASE, false),
          new Column(Words.OUTCOME, false),
          new Column(Words.VERIFICATION, false),
          new Column(Words.TIME, true),
          new Column(Words.RATE, true),
          new Column(Words.EFFECTIVE_SHARE, true),
          new Column(Words.LARGEST_LOSS, true),
          new Column(Words.FORKS, true),
          new Column(Words.REMARKS, false));

  static CaseRow of(CaseRecord subject) {
    CaseFigures figures = CaseFigures.of(subject);
    List<String> remarks = new ArrayList<>();
    if (!subject.reason().isBlank()) {
      remarks.add(subject.reason());
    }
    remarks.addAll(subject.suspect());
    remarks.addAll(subject.disturbed());
    return new CaseRow(
        subject.workload(),
        mode(subject),
        subject.outcome().name(),
        CaseWords.of(subject.outcome()),
        List.of(
            verification(subject),
            time(subject),
            rate(figures),
            share(figures),
            loss(figures),
            forks(subject)),
        Flag.of(subject).stream().map(Flag::words).toList(),
        Reasons.of(remarks),
        subject.repro());
  }

  private static String mode(CaseRecord subject) {
    return String.join(
        " \u00b7 ",
        io.goodflops.report.chart.Modes.of(
            subject.dtype(), subject.accumulate(), subject.mathMode()),
        subject.lane().toLowerCase(Locale.ROOT),
        subject.pattern().toLowerCase(Locale.ROOT),
        String.join(", ", subject.devices()));
  }

  private static Cell verification(CaseRecord subject) {
    return subject
        .verification()
        .map(
            v ->
                new Cell(
                    v.passed() ? Words.PASSED : Words.NOT_PASSED,
                    Phrase.join(
                        "; ",
                        "\uff1b",
                        List.of(
                            Words.ERROR_BOUND.with(
                                Figures.scientific(v.error()), Figures.scientific(v.bound())),
                            Phrase.same(v.method()))),
                    v.passed() ? "1" : "0",
                    false,
                    true))
        .orElseGet(() -> missing(Words.NOT_CHECKED, false));
  }

  private static Cell time(CaseRecord subject) {
    return subject
        .timeNanos()
        .map(
            t ->
                number(
                    Figures.time(t.value()),
                    Figures.time(t.low()) + " \u2013 " + Figures.time(t.high()),
                    OptionalDouble.of(t.value())))
        .orElseGet(() -> missing(Words.NOT_MEASURED, true));
  }

  private static Cell rate(CaseFigures figures) {
    return figures
        .rate()
        .map(
            rate ->
                number(
                    rate.value(),
                    rate.low() + " \u2013 " + rate.high() + rate.remark(),
                    OptionalDouble.of(rate.perSecond().value())))
        .orElseGet(() -> missing(noFigure(figures.subject()), true));
  }

  private static Cell share(CaseFigures figures) {
    return figures
        .effective()
        .map(
            share -> {
              Phrase range =
                  Phrase.same(
                      Figures.percent(share.low()) + " \u2013 " + Figures.percent(share.high()));
              return new Cell(
                  Phrase.same(Figures.percent(share.share())),
                  figures.onBandwidth() ? Words.OF_BANDWIDTH.with(range) : range,
                  sort(share.share()),
                  true,
                  true);
            })
        .orElseGet(() -> missing(whyNoShare(figures.subject()), true));
  }

  private static Cell loss(CaseFigures figures) {
    if (figures.ledger().isEmpty()) {
      return missing(whyNoShare(figures.subject()), true);
    }
    return figures
        .largestLoss()
        .map(
            loss ->
                new Cell(Phrase.same(loss.percent()), loss.words(), sort(loss.share()), true, true))
        .orElseGet(() -> missing(Words.NO_LOSS, true));
  }

  private static Phrase whyNoShare(CaseRecord subject) {
    return subject.outcome() == Outcome.MEASURED ? Words.NO_BASIS : noFigure(subject);
  }

  private static Phrase noFigure(CaseRecord subject) {
    return subject.outcome() == Outcome.WRONG ? Words.RESULT_WRONG : Words.NOT_MEASURED;
  }

  private static Cell forks(CaseRecord subject) {
    return number(
        Integer.toString(subject.forks().size()), "", OptionalDouble.of(subject.forks().size()));
  }

  private static Cell number(String text, String note, OptionalDouble sort) {
    return new Cell(
        Phrase.same(text),
        Phrase.same(note),
        sort.isPresent() ? sort(sort.getAsDouble()) : "",
        true,
        !text.equals(Figures.UNKNOWN));
  }

  private static Cell missing(Phrase why, boolean numeric) {
    return new Cell(why, Phrase.empty(), "", numeric, false);
  }

  private static String sort(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.6g", value) : "";
  }
}
