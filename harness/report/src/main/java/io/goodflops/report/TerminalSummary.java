package io.goodflops.report;

import io.goodflops.ledger.Coverage;
import io.goodflops.ledger.StepAdvice;
import io.goodflops.ledger.StepLedger;
import io.goodflops.ledger.Together;
import io.goodflops.report.chart.CaseLabels;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import io.goodflops.report.text.TextWidth;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.RankRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run in a few lines for a terminal or a log: one line a case, then the headline. */
public final class TerminalSummary {
  private static final int LEAST_NAME = 28;
  private static final int USUAL_NAME = 36;
  private static final int MOST_OTHERS = 6;
  private static final int MOST_STEPS = 6;
  private static final int LEAST_REASON = 36;
  private static final String GAP = "  ";
  private static final String INDENT = "    ";
  private static final char BANDWIDTH_MARK = 'b';

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
            Words.RATE.in(lang),
            Words.EFFECTIVE.in(lang),
            Words.LARGEST_LOSS.in(lang)));
    List<String> labels = CaseLabels.of(run.cases());
    for (int i = 0; i < run.cases().size(); i++) {
      rows.add(Row.of(run.cases().get(i), labels.get(i), lang));
    }
    List<String> lines = new ArrayList<>(table(rows, width, ansi));
    boolean brief = lines.stream().anyMatch(line -> line.contains("\u00b1"));
    lines.addAll(legend(run, brief, lang, width));
    lines.add("");
    lines.addAll(verdict(run, lang, ansi));
    steps(run).forEach(step -> lines.add(plain(step.in(lang))));
    Together.of(run).forEach(together -> lines.add(plain(words(together).in(lang))));
    return lines;
  }

  /** For each step the kind of op where most of it can be won. */
  private static List<Phrase> steps(RunRecord run) {
    List<Phrase> steps = new ArrayList<>();
    for (CaseRecord subject : run.cases()) {
      StepLedger.of(run, subject)
          .flatMap(ledger -> ledger.advice().map(advice -> words(subject, ledger, advice)))
          .ifPresent(steps::add);
    }
    int more = steps.size() - MOST_STEPS;
    if (more > 0) {
      steps.subList(MOST_STEPS, steps.size()).clear();
      steps.add(StepWords.MORE_LINES.with(more));
    }
    return steps;
  }

  private static Phrase words(CaseRecord subject, StepLedger ledger, StepAdvice advice) {
    return StepWords.LINE.with(
        CaseLabels.withLane(subject),
        advice.kind(),
        StepView.ops(advice.ops()),
        Figures.percent(advice.avoidableNanos() / ledger.step().tracedNanos()));
  }

  private static Phrase words(Together together) {
    List<Phrase> devices = new ArrayList<>();
    for (CaseRecord member : together.members()) {
      RankRecord rank = Together.rank(member);
      devices.add(
          Words.IS.with(
              Phrase.same(member.device()),
              rank.efficiency()
                  .map(share -> Phrase.same(Figures.percent(share.share())))
                  .orElseGet(() -> TogetherRow.remark(rank))));
    }
    Phrase each = Phrase.join("; ", "\uff1b", devices);
    Phrase name = Phrase.same(CaseLabels.withLane(together.members().get(0)));
    return together.efficiency().isPresent()
        ? TogetherWords.LINE.with(name, Figures.percent(together.efficiency().getAsDouble()), each)
        : TogetherWords.NO_EFFICIENCY.with(name, each);
  }

  private static List<String> table(List<Row> rows, int width, boolean ansi) {
    int share = widest(rows.stream().map(Row::share).toList());
    int loss = widest(rows.stream().map(Row::loss).toList());
    int name = widest(rows.stream().map(Row::name).toList());
    int marks = widest(rows.stream().filter(r -> !r.remark).map(Row::marks).toList());
    int rate = widest(rows.stream().map(Row::rate).toList());
    int others = rate + share + loss + marks + 4 * GAP.length();
    boolean brief = others + Math.min(name, USUAL_NAME) > width;
    if (brief) {
      int narrower = widest(rows.stream().map(Row::briefRate).toList());
      others -= rate - narrower;
      rate = narrower;
    }
    int room = Math.max(LEAST_NAME, Math.min(name, width - others));
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      String start = TextWidth.padRight(TextWidth.cutMiddle(row.name, room), room) + GAP;
      if (row.remark) {
        remark(start, row.marks, width)
            .forEach(line -> lines.add(row.paint.on(line.stripTrailing(), ansi)));
        continue;
      }
      String line =
          start
              + TextWidth.padLeft(brief ? row.briefRate : row.rate, rate)
              + GAP
              + TextWidth.padLeft(row.share, share)
              + GAP
              + TextWidth.padRight(row.loss, loss)
              + GAP
              + row.marks;
      lines.add(row.paint.on(line.stripTrailing(), ansi));
    }
    return lines;
  }

  /** A reason is never cut: it goes on beside the name, or below it where that is too narrow. */
  private static List<String> remark(String start, String reason, int width) {
    int column = TextWidth.of(start);
    List<String> lines = new ArrayList<>();
    if (width - column < LEAST_REASON && TextWidth.of(reason) > width - column) {
      lines.add(start);
      TextWidth.wrap(reason, Math.max(LEAST_REASON, width) - INDENT.length())
          .forEach(part -> lines.add(INDENT + part));
      return lines;
    }
    for (String part : TextWidth.wrap(reason, Math.max(LEAST_REASON, width - column))) {
      lines.add((lines.isEmpty() ? start : " ".repeat(column)) + part);
    }
    return lines;
  }

  /** What the marks at the lines' ends mean. */
  private static List<String> legend(RunRecord run, boolean brief, Lang lang, int width) {
    List<CaseRecord> measured =
        run.cases().stream().filter(c -> c.outcome() == Outcome.MEASURED).toList();
    List<String> entries = new ArrayList<>();
    if (brief) {
      entries.add(Words.PLUS_MINUS.in(lang));
    }
    if (measured.stream().anyMatch(c -> CaseFigures.of(c).onBandwidth())) {
      entries.add(BANDWIDTH_MARK + " " + Words.SHARE_OF_BANDWIDTH.in(lang));
    }
    measured.stream()
        .flatMap(c -> Flag.of(c).stream())
        .distinct()
        .sorted()
        .map(flag -> flag.mark() + " " + flag.words().in(lang).toLowerCase(Locale.ROOT))
        .forEach(entries::add);
    List<String> lines = new ArrayList<>();
    for (String entry : entries) {
      int last = lines.size() - 1;
      String longer = last < 0 ? entry : lines.get(last) + "   " + entry;
      if (last < 0 || TextWidth.of(longer) > width) {
        lines.add(entry);
      } else {
        lines.set(last, longer);
      }
    }
    return lines;
  }

  private static List<String> verdict(RunRecord run, Lang lang, boolean ansi) {
    List<String> lines = new ArrayList<>();
    List<Verdict> verdicts = Verdict.of(run);
    Coverage coverage = Coverage.of(run);
    if (verdicts.isEmpty()) {
      lines.add(Words.NO_VERDICT.in(lang));
    } else {
      Verdict first = verdicts.get(0);
      lines.add(Paint.BOLD.on(first.sentence().in(lang), ansi));
      Phrase rate =
          Phrase.join(
              "; ",
              "\uff1b",
              List.of(
                  new Phrase(
                      Words.EFFECTIVE_RATE.en() + " " + rateOf(first),
                      Words.EFFECTIVE_RATE.zh() + " " + rateOf(first)),
                  Words.IS.with(
                      Words.COVERAGE,
                      Words.COVERAGE_VALUE.with(coverage.verified(), coverage.asked()))));
      lines.add(plain(Words.IS.with(VerdictView.scope(first), rate).in(lang)));
      if (verdicts.size() > 1) {
        lines.add(Words.IS.with(Words.OTHER_BASES, "").in(lang).strip());
      }
      for (Verdict other : verdicts.subList(1, Math.min(verdicts.size(), 1 + MOST_OTHERS))) {
        lines.add("  " + plain(Words.IS.with(VerdictView.scope(other), other.parts()).in(lang)));
      }
      if (verdicts.size() > 1 + MOST_OTHERS) {
        lines.add("  " + Words.MORE_BASES.with(verdicts.size() - 1 - MOST_OTHERS).in(lang));
      }
    }
    for (Phrase warning : Warnings.of(run, verdicts)) {
      lines.add("! " + plain(warning.in(lang)));
    }
    return lines;
  }

  private static String rateOf(Verdict verdict) {
    return VerdictView.rate(verdict, verdict.rate().value());
  }

  private static int widest(List<String> cells) {
    return cells.stream().mapToInt(TextWidth::of).max().orElse(0);
  }

  /** No control characters: a device's name must not steer the terminal. */
  static String plain(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .map(c -> c == 0xa0 ? ' ' : c)
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /**
   * @param briefRate with the interval's larger side in per cent
   * @param marks of the case's flags
   * @param remark the marks hold a sentence that takes the place of all figures
   */
  private record Row(
      String name,
      String rate,
      String briefRate,
      String share,
      String loss,
      String marks,
      boolean remark,
      Paint paint) {

    static Row head(String name, String rate, String share, String loss) {
      return new Row(name, rate, rate, share, loss, "", false, Paint.DIM);
    }

    static Row of(CaseRecord subject, String label, Lang lang) {
      String name = plain(label);
      if (subject.outcome() != Outcome.MEASURED) {
        Phrase what = CaseWords.of(subject.outcome());
        String why =
            subject.reason().isBlank()
                ? what.in(lang)
                : Words.IS
                    .with(what, Phrase.same(plain(Reasons.of(subject.reason()).in(lang))))
                    .in(lang);
        Paint paint = subject.outcome() == Outcome.UNSUPPORTED ? Paint.DIM : Paint.RED;
        return new Row(name, "", "", "", "", why, true, paint);
      }
      CaseFigures figures = CaseFigures.of(subject);
      String rate =
          figures
              .rate()
              .map(r -> r.value() + " [" + r.low() + ", " + r.high() + "]")
              .orElse(Words.NOT_KNOWN.in(lang));
      String briefRate = figures.rate().map(r -> r.value() + " " + r.plusMinus()).orElse(rate);
      String share =
          figures.effective().map(s -> Figures.percent(s.share())).orElse(Words.NO_BASIS.in(lang));
      String loss =
          figures.largestLoss().map(l -> shortName(l).in(lang) + " " + l.percent()).orElse("");
      StringBuilder marks = new StringBuilder();
      if (figures.onBandwidth()) {
        marks.append(BANDWIDTH_MARK);
      }
      Flag.of(subject).forEach(flag -> marks.append(flag.mark()));
      Paint paint = subject.suspect().isEmpty() ? Paint.NONE : Paint.YELLOW;
      return new Row(
          name,
          plain(rate),
          plain(briefRate),
          plain(share),
          plain(loss),
          marks.toString(),
          false,
          paint);
    }

    private static Phrase shortName(CaseFigures.Loss loss) {
      return loss.unexplained() ? loss.group() : loss.name();
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
