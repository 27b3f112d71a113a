package io.goodflops.report;

import io.goodflops.ledger.OpLedger;
import io.goodflops.ledger.StepLedger;
import io.goodflops.report.chart.Modes;
import io.goodflops.report.chart.OpGroup;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.StepRecord.StepOp;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** One op of a step as a row of the table; times in milliseconds. */
record StepRow(
    int number,
    String kind,
    String mode,
    String writes,
    String inStep,
    String alone,
    String roofline,
    String share,
    String rate,
    Phrase loss,
    String lossTime) {

  static final List<CaseRow.Column> COLUMNS =
      List.of(
          new CaseRow.Column(StepWords.NUMBER, true),
          new CaseRow.Column(StepWords.OP, false),
          new CaseRow.Column(StepWords.WRITES, false),
          new CaseRow.Column(StepWords.IN_STEP, true),
          new CaseRow.Column(StepWords.ALONE, true),
          new CaseRow.Column(StepWords.AT_ROOFLINE, true),
          new CaseRow.Column(StepWords.SHARE, true),
          new CaseRow.Column(StepWords.RATE, true),
          new CaseRow.Column(StepWords.LARGEST_LOSS, false));

  static List<StepRow> of(StepLedger ledger) {
    List<StepRow> rows = new ArrayList<>();
    for (OpLedger op : ledger.ops()) {
      rows.add(row(rows.size() + 1, op, (double) ledger.step().tracedNanos()));
    }
    return rows;
  }

  private static StepRow row(int number, OpLedger ledger, double traced) {
    StepOp op = ledger.op();
    return new StepRow(
        number,
        op.kind(),
        Modes.of(op.dtype(), op.accumulate(), op.mathMode()),
        op.writes(),
        millis(OptionalDouble.of(op.nanos())),
        millis(op.aloneNanos()),
        millis(ledger.rooflineNanos()),
        Figures.percent(op.nanos() / traced),
        rate(op),
        ledger.largestLoss().map(e -> Phrase.of(e.getKey().label())).orElse(Words.NO_LOSS),
        ledger.largestLoss().map(e -> Figures.time(e.getValue())).orElse(""));
  }

  /** Operations where they are what the op is for, else bytes. */
  private static String rate(StepOp op) {
    double seconds = op.nanos() / 1e9;
    boolean computes = op.flops() > 0 && (OpGroup.of(op.kind()).computes() || op.bytes() <= 0);
    if (seconds <= 0 || (!computes && op.bytes() <= 0)) {
      return Figures.UNKNOWN;
    }
    return computes
        ? Modes.rate(op.flops() / seconds, op.dtype())
        : Figures.bytesPerSecond(op.bytes() / seconds);
  }

  private static String millis(OptionalDouble nanos) {
    return nanos.isPresent() ? Figures.rate(nanos.getAsDouble() / 1e6) : Figures.UNKNOWN;
  }
}
