package io.goodflops.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.goodflops.ledger.compare.Bounds;
import io.goodflops.ledger.compare.Cell;
import io.goodflops.ledger.compare.Cell.PlainRatio;
import io.goodflops.ledger.compare.Column;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Ratio;
import io.goodflops.ledger.compare.Row;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.TimeEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A comparison as a table for programs, one line for each workload and device, in English. */
final class CompareCsv {
  private static final List<String> HEAD =
      List.of(
          "workload",
          "dtype",
          "accumulate",
          "math_mode",
          "lane",
          "pattern",
          "device",
          "model",
          "run",
          "evidence",
          "baseline",
          "flops",
          "bytes",
          "time_ns",
          "time_low_ns",
          "time_high_ns",
          "effective_tflops",
          "gigabytes_per_second",
          "forks",
          "indicative",
          "ratio",
          "ratio_low",
          "ratio_high",
          "ratio_method",
          "margin",
          "verdict",
          "reason",
          "detail");

  private CompareCsv() {}

  static byte[] of(Comparison comparison) {
    StringBuilder out = new StringBuilder("\ufeff");
    line(out, HEAD);
    for (Row row : comparison.rows()) {
      for (int i = 0; i < row.cells().size(); i++) {
        line(out, cells(comparison, row, i));
      }
    }
    return out.toString().getBytes(UTF_8);
  }

  private static void line(StringBuilder out, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      out.append(i == 0 ? "" : ",").append(CasesCsv.quoted(cells.get(i)));
    }
    out.append("\r\n");
  }

  private static List<String> cells(Comparison comparison, Row row, int index) {
    Cell cell = row.cells().get(index);
    Column column = comparison.columns().get(index);
    Optional<CaseRecord> subject = cell.subject();
    Optional<TimeEstimate> time = subject.flatMap(CaseRecord::timeNanos);
    Optional<Ratio> estimate = cell.ratio().flatMap(PlainRatio::estimate);
    List<String> texts = new ArrayList<>();
    List.of(
            row.key().workload(),
            row.key().dtype(),
            row.key().accumulate(),
            row.key().mathMode(),
            row.key().lane(),
            row.key().pattern(),
            column.device().id(),
            column.device().model(),
            column.run().runId(),
            column.run().evidence().name(),
            Boolean.toString(index == comparison.baseline()))
        .forEach(text -> texts.add(CasesCsv.inert(text)));
    texts.add(Long.toString(row.sample().flops()));
    texts.add(Long.toString(row.sample().bytes()));
    texts.add(number(time, TimeEstimate::value));
    texts.add(number(time, TimeEstimate::low));
    texts.add(number(time, TimeEstimate::high));
    Optional<CaseFigures> figures = subject.map(CaseFigures::of);
    texts.add(number(figures.flatMap(CaseFigures::flops), f -> f.value() / 1e12));
    texts.add(number(figures.flatMap(CaseFigures::bytes), f -> f.value() / 1e9));
    texts.add(subject.map(c -> Integer.toString(c.forks().size())).orElse(""));
    texts.add(time.map(t -> Boolean.toString(t.indicative())).orElse(""));
    texts.add(number(cell.ratio(), PlainRatio::value));
    texts.add(number(estimate.map(Ratio::two95), Bounds::low));
    texts.add(number(estimate.map(Ratio::two95), Bounds::high));
    texts.add(estimate.map(Ratio::method).orElse(""));
    texts.add(CasesCsv.number(comparison.margin()));
    texts.add(cell.claim().map(Enum::name).orElse(""));
    texts.add(cell.refusal().map(r -> r.why().name()).orElse(""));
    texts.add(CasesCsv.inert(cell.refusal().map(r -> r.detail()).orElse("")));
    return texts;
  }

  private static <T> String number(Optional<T> of, ToDoubleFunction<T> part) {
    return of.map(value -> CasesCsv.number(part.applyAsDouble(value))).orElse("");
  }
}
