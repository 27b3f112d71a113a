package io.goodflops.report;

import io.goodflops.ledger.Coverage;
import io.goodflops.report.chart.CaseLabels;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import io.goodflops.report.text.TextWidth;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;

/** A run in a few lines for a terminal or a log: one line a case, then the headline. */
public final class TerminalSummary {
  private static final int LEAST_NAME = 28;
  private static final String GAP = "  ";

  private TerminalSummary() {}

  /**
   * The lines, none of which ends with blanks.
   *
   * @param width columns of the terminal; names are cut so that lines fit, figures never are
   * @param ansi whether colours may be used
   */
  public static List<String> lines(RunRecord run, Lang lang, int width, boolean ansi) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        Row.head(
            Words.CASE.in(lang),
            "TFLOP/s",
            Words.EFFECTIVE_SHARE.in(lang),
            Words.LARGEST_LOSS.in(lang)));
    List<String> labels = CaseLabels.of(run.cases());
    for (int i = 0; i < run.cases().size(); i++) {
      rows.add(Row.of(run.cases().get(i), labels.get(i), lang));
    }
    List<String> lines = new ArrayList<>(table(rows, width, ansi));
    lines.add("");
    lines.addAll(verdict(run, lang, ansi));
    return lines;
  }

  private static List<String> table(List<Row> rows, int width, boolean ansi) {
    int rate = widest(rows.stream().map(Row::rate).toList());
    int share = widest(rows.stream().map(Row::share).toList());
    int loss = widest(rows.stream().map(Row::loss).toList());
    int name = widest(rows.stream().map(Row::name).toList());
    int flags = widest(rows.stream().filter(r -> !r.remark).map(Row::flags).toList());
    int others = rate + share + loss + flags + 4 * GAP.length();
    int room = Math.max(LEAST_NAME, Math.min(name, width - others));
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      String start = TextWidth.padRight(TextWidth.cut(row.name, room), room) + GAP;
      String line =
          row.remark
              ? start + TextWidth.cut(row.flags, Math.max(20, width - room - GAP.length()))
              : start
                  + TextWidth.padLeft(row.rate, rate)
                  + GAP
                  + TextWidth.padLeft(row.share, share)
                  + GAP
                  + TextWidth.padRight(row.loss, loss)
                  + GAP
                  + row.flags;
      lines.add(row.paint.on(line.stripTrailing(), ansi));
    }
    return lines;
  }

  private static List<String> verdict(RunRecord run, Lang lang, boolean ansi) {
    List<String> lines = new ArrayList<>();
    List<Verdict> verdicts = Verdict.of(run);
    if (verdicts.isEmpty()) {
      lines.add(Words.NO_VERDICT.in(lang));
    } else {
      Verdict first = verdicts.get(0);
      lines.add(Paint.BOLD.on(first.sentence().in(lang), ansi));
      String rate =
          first.onBandwidth()
              ? Figures.bytesPerSecond(first.headline().effectiveFlopsPerSecond())
              : Figures.teraflops(first.headline().effectiveFlopsPerSecond());
      Coverage coverage = Coverage.of(run);
      lines.add(
          plain(
              VerdictView.scope(first).in(lang)
                  + ": "
                  + Words.EFFECTIVE_RATE.in(lang)
                  + " "
                  + rate
                  + "; "
                  + Words.COVERAGE_VALUE.with(coverage.verified(), coverage.asked()).in(lang)));
    }
    for (Phrase warning : Warnings.of(run, verdicts)) {
      lines.add("! " + plain(warning.in(lang)));
    }
    return lines;
  }

  private static int widest(List<String> cells) {
    return cells.stream().mapToInt(TextWidth::of).max().orElse(0);
  }

  /** No control characters: a device's name must not steer the terminal. */
  private static String plain(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .map(c -> c == 0xa0 ? ' ' : c)
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /**
   * @param remark the flags hold a sentence that takes the place of all figures
   */
  private record Row(
      String name,
      String rate,
      String share,
      String loss,
      String flags,
      boolean remark,
      Paint paint) {

    static Row head(String name, String rate, String share, String loss) {
      return new Row(name, rate, share, loss, "", false, Paint.DIM);
    }

    static Row of(CaseRecord subject, String label, Lang lang) {
      String name = plain(label);
      if (subject.outcome() != Outcome.MEASURED) {
        String what = CaseWords.of(subject.outcome()).in(lang);
        String why = subject.reason().isBlank() ? what : what + ": " + plain(subject.reason());
        Paint paint = subject.outcome() == Outcome.UNSUPPORTED ? Paint.DIM : Paint.RED;
        return new Row(name, "", "", "", why, true, paint);
      }
      CaseFigures figures = CaseFigures.of(subject);
      String rate =
          figures
              .flops()
              .map(
                  f ->
                      Figures.tera(f.value())
                          + interval(Figures.tera(f.low()), Figures.tera(f.high())))
              .orElseGet(
                  () ->
                      figures
                          .bytes()
                          .map(b -> Figures.bytesPerSecond(b.value()))
                          .orElse(Words.NOT_KNOWN.in(lang)));
      Phrase of = figures.onBandwidth() ? Words.OF_BANDWIDTH : Phrase.empty();
      String share =
          figures
              .effective()
              .map(s -> Phrase.same(Figures.percent(s.share())).then(of).in(lang))
              .orElse(Words.NO_BASIS.in(lang));
      String loss =
          figures.largestLoss().map(l -> l.name().in(lang) + " " + l.percent()).orElse("");
      String flags = Phrase.join(", ", "\u3001", CaseWords.flags(subject)).in(lang);
      Paint paint = subject.suspect().isEmpty() ? Paint.NONE : Paint.YELLOW;
      return new Row(name, plain(rate), plain(share), plain(loss), flags, false, paint);
    }

    private static String interval(String low, String high) {
      return " [" + low + ", " + high + "]";
    }
  }

  private enum Paint {
    NONE(""),
    BOLD("1"),
    DIM("2"),
    RED("31"),
    YELLOW("33");

    private final String code;

    Paint(String code) {
      this.code = code;
    }

    String on(String text, boolean ansi) {
      return ansi && this != NONE ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
  }
}
