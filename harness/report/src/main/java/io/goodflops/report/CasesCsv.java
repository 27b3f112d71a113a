package io.goodflops.report;

import io.goodflops.ledger.Ranking;
import io.goodflops.ledger.compare.Bounds;
import io.goodflops.ledger.price.Energy;
import io.goodflops.ledger.price.Estimate;
import io.goodflops.report.CaseFigures.Interval;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.CaseRecord.Verification;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Share;
import io.goodflops.result.RankRecord;
import io.goodflops.result.RunRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * All cases as a table for spreadsheets: RFC 4180, UTF-8 with a byte order mark so that Excel shows
 * Chinese, no cell that a spreadsheet would run as a formula.
 */
final class CasesCsv {
  private static final List<Column> COLUMNS =
      List.of(
          text("id", c -> c.subject().id()),
          text("workload", c -> c.subject().workload()),
          text("device", c -> String.join(" ", c.subject().devices())),
          text("dtype", c -> c.subject().dtype()),
          text("accumulate", c -> c.subject().accumulate()),
          text("math_mode", c -> c.subject().mathMode()),
          text("lane", c -> c.subject().lane()),
          text("pattern", c -> c.subject().pattern()),
          text("outcome", c -> c.subject().outcome().name()),
          text("reason", c -> c.subject().reason()),
          text("suspect", c -> String.join("; ", c.subject().suspect())),
          text("disturbed", c -> String.join("; ", c.subject().disturbed())),
          whole("flops", c -> c.subject().flops()),
          whole("bytes", c -> c.subject().bytes()),
          time("time_ns", TimeEstimate::value),
          time("time_low_ns", TimeEstimate::low),
          time("time_high_ns", TimeEstimate::high),
          time("confidence", TimeEstimate::confidence),
          new Column(
              "n", c -> c.subject().timeNanos().map(t -> Integer.toString(t.n())).orElse("")),
          new Column(
              "indicative",
              c -> c.subject().timeNanos().map(t -> Boolean.toString(t.indicative())).orElse("")),
          rate("effective_tflops", CaseFigures::flops, Interval::value, 1e12),
          rate("effective_tflops_low", CaseFigures::flops, Interval::low, 1e12),
          rate("effective_tflops_high", CaseFigures::flops, Interval::high, 1e12),
          rate("gigabytes_per_second", CaseFigures::bytes, Interval::value, 1e9),
          ledgerText("basis", l -> l.basis().kind()),
          ledgerText("basis_rate", l -> number(l.basis().rate())),
          ledgerText("ledger_unit", LedgerRecord::unit),
          ledgerText("ledger_status", l -> l.status().name()),
          share("effective_share", Share::share),
          share("effective_share_low", Share::low),
          share("effective_share_high", Share::high),
          ledgerText("unattributed_share", l -> number(l.unattributedShare())),
          text("largest_loss", c -> c.largestLoss().map(loss -> loss.words().en()).orElse("")),
          new Column(
              "largest_loss_share",
              c -> c.largestLoss().map(loss -> number(loss.share())).orElse("")),
          whole("forks", c -> c.subject().forks().size()),
          text(
              "verification_method",
              c -> c.subject().verification().map(Verification::method).orElse("")),
          verified("verification_error", v -> number(v.error())),
          verified("verification_bound", v -> number(v.bound())),
          verified("verification_passed", v -> Boolean.toString(v.passed())),
          rank("together_outcome", r -> inert(r.outcome().name())),
          rank("together_time_ns", r -> r.togetherNanos().map(t -> number(t.value())).orElse("")),
          rank("together_efficiency", r -> r.efficiency().map(s -> number(s.share())).orElse("")),
          rank("together_efficiency_low", r -> r.efficiency().map(s -> number(s.low())).orElse("")),
          rank(
              "together_efficiency_high",
              r -> r.efficiency().map(s -> number(s.high())).orElse("")),
          rank("together_overlap_share", r -> number(r.overlapShare().orElse(Double.NaN))),
          energy("power_watts", e -> Optional.of(e.watts()), Estimate::value),
          energy("joules_per_launch", e -> Optional.of(e.joulesOfLaunch()), Estimate::value),
          energy("joules_per_effective_flop", Energy::joulesPerFlop, Estimate::value),
          energy(
              "joules_per_effective_flop_low",
              Energy::joulesPerFlop,
              e -> e.interval().map(Bounds::low).orElse(Double.NaN)),
          energy(
              "joules_per_effective_flop_high",
              Energy::joulesPerFlop,
              e -> e.interval().map(Bounds::high).orElse(Double.NaN)),
          new Column(
              "power_from",
              c ->
                  Energy.of(c.subject())
                      .map(e -> e.power().counted() ? "counter" : "samples")
                      .orElse("")),
          new Column(
              "power_readings",
              c ->
                  Energy.of(c.subject())
                      .map(e -> Integer.toString(e.power().readings()))
                      .orElse("")),
          text("source", c -> c.subject().source()),
          text("repro", c -> c.subject().repro()));

  /** From here on a double does not know its last digit. */
  private static final double MOST_EXACT = 1L << 53;

  private CasesCsv() {}

  static byte[] of(RunRecord run) {
    StringBuilder out = new StringBuilder("\ufeff");
    line(out, COLUMNS, Column::name, "evidence,ranks");
    for (CaseRecord subject : run.cases()) {
      CaseFigures figures = CaseFigures.of(subject);
      line(
          out,
          COLUMNS,
          column -> column.cell.apply(figures),
          run.evidence() + "," + Ranking.eligible(run, subject));
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void line(
      StringBuilder out, List<Column> columns, Function<Column, String> cell, String last) {
    for (int i = 0; i < columns.size(); i++) {
      out.append(i == 0 ? "" : ",").append(quoted(cell.apply(columns.get(i))));
    }
    out.append(',').append(last).append("\r\n");
  }

  static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /** An apostrophe keeps spreadsheets from reading text as a formula. */
  static String inert(String text) {
    String visible = text.codePoints().mapToObj(CasesCsv::visible).reduce("", String::concat);
    return !visible.isEmpty() && "=+-@\t\r\n|%".indexOf(visible.charAt(0)) >= 0
        ? "'" + visible
        : visible;
  }

  private static String visible(int c) {
    return c == 0 ? "\ufffd" : Character.toString(c);
  }

  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "";
    }
    // a whole number is one, whatever its type
    return value == Math.rint(value) && Math.abs(value) < MOST_EXACT
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.9g", value);
  }

  private static Column text(String name, Function<CaseFigures, String> text) {
    return new Column(name, c -> inert(text.apply(c)));
  }

  private static Column whole(String name, Function<CaseFigures, Number> number) {
    return new Column(name, c -> Long.toString(number.apply(c).longValue()));
  }

  private static Column time(String name, ToDoubleFunction<TimeEstimate> part) {
    return new Column(
        name, c -> c.subject().timeNanos().map(t -> number(part.applyAsDouble(t))).orElse(""));
  }

  private static Column rate(
      String name,
      Function<CaseFigures, Optional<Interval>> rate,
      ToDoubleFunction<Interval> part,
      double unit) {
    return new Column(
        name, c -> rate.apply(c).map(i -> number(part.applyAsDouble(i) / unit)).orElse(""));
  }

  private static Column share(String name, ToDoubleFunction<Share> part) {
    return new Column(name, c -> c.effective().map(s -> number(part.applyAsDouble(s))).orElse(""));
  }

  private static Column ledgerText(String name, Function<LedgerRecord, String> text) {
    return new Column(name, c -> c.ledger().map(text).orElse(""));
  }

  private static Column verified(String name, Function<Verification, String> text) {
    return new Column(name, c -> c.subject().verification().map(text).orElse(""));
  }

  /** By the device's own sensors; empty with too few readings. */
  private static Column energy(
      String name, Function<Energy, Optional<Estimate>> which, ToDoubleFunction<Estimate> part) {
    return new Column(
        name,
        c ->
            Energy.of(c.subject())
                .flatMap(which)
                .map(e -> number(part.applyAsDouble(e)))
                .orElse(""));
  }

  /** Of the case's device beside others; empty if it only ran alone. */
  private static Column rank(String name, Function<RankRecord, String> text) {
    return new Column(name, c -> c.subject().ranks().stream().findFirst().map(text).orElse(""));
  }

  private record Column(String name, Function<CaseFigures, String> cell) {}
}
