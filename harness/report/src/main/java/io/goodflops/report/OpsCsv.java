package io.goodflops.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.goodflops.ledger.Category;
import io.goodflops.ledger.OpLedger;
import io.goodflops.ledger.StepLedger;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The ops of all steps as a table for spreadsheets, in the order in which they were started; times
 * in nanoseconds, empty where they are not known. See {@link CasesCsv} for its form.
 */
final class OpsCsv {
  private static final List<String> HEAD =
      List.of(
          "case",
          "op",
          "kind",
          "writes",
          "dtype",
          "accumulate",
          "math_mode",
          "flops",
          "bytes",
          "working_set_bytes",
          "start_ns",
          "gap_before_ns",
          "in_step_ns",
          "alone_ns",
          "roofline_ns",
          "at_peak_ns",
          "largest_loss",
          "largest_loss_ns");

  private OpsCsv() {}

  /** Empty if the run has no step. */
  static byte[] of(RunRecord run) {
    StringBuilder lines = new StringBuilder();
    for (CaseRecord subject : run.cases()) {
      StepLedger.of(run, subject)
          .ifPresent(
              step ->
                  step.ops().stream()
                      .sorted(Comparator.comparingInt(OpLedger::index))
                      .forEach(op -> line(lines, cells(subject.id(), op))));
    }
    if (lines.isEmpty()) {
      return new byte[0];
    }
    StringBuilder table = new StringBuilder("\ufeff");
    line(table, HEAD);
    return table.append(lines).toString().getBytes(UTF_8);
  }

  private static List<String> cells(String id, OpLedger ledger) {
    var op = ledger.op();
    return List.of(
        CasesCsv.inert(id),
        Integer.toString(ledger.index() + 1),
        CasesCsv.inert(op.kind()),
        CasesCsv.inert(op.writes()),
        CasesCsv.inert(op.dtype()),
        CasesCsv.inert(op.accumulate()),
        CasesCsv.inert(op.mathMode()),
        Long.toString(op.flops()),
        Long.toString(op.bytes()),
        Long.toString(op.workingSetBytes()),
        CasesCsv.number(op.startNanos()),
        CasesCsv.number(ledger.gapNanos()),
        CasesCsv.number(op.nanos()),
        number(op.aloneNanos()),
        number(ledger.rooflineNanos()),
        CasesCsv.number(ledger.effectiveNanos()),
        ledger.largestLoss().map(Map.Entry::getKey).map(Category::id).orElse(""),
        ledger.largestLoss().map(loss -> CasesCsv.number(loss.getValue())).orElse(""));
  }

  private static String number(OptionalDouble value) {
    return CasesCsv.number(value.orElse(Double.NaN));
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append(cells.stream().map(CasesCsv::quoted).collect(Collectors.joining(",", "", "\r\n")));
  }
}
