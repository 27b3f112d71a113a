package io.goodflops.report.chart;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * One case's ledger as one bar.
 *
 * @param label names the case apart from all others in its panel
 */
public record Bar(CaseRecord subject, String label, LedgerRecord ledger) {
  /** Sum of the parts that are less than nothing. */
  double below(List<Segment> segments) {
    return sum(segments, share -> Math.min(0, share));
  }

  /** Sum of the parts that are more than nothing: above 1 where others are less. */
  double above(List<Segment> segments) {
    return sum(segments, share -> Math.max(0, share));
  }

  private double sum(List<Segment> segments, DoubleUnaryOperator part) {
    return segments.stream()
        .mapToDouble(segment -> part.applyAsDouble(segment.share().applyAsDouble(ledger)))
        .sum();
  }
}
