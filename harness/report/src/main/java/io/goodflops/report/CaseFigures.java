package io.goodflops.report;

import io.goodflops.report.chart.Panels;
import io.goodflops.report.seam.Category;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Share;
import java.util.Optional;

/**
 * The figures of one case that page, terminal and CSV share.
 *
 * @param flops FLOP/s; empty where there is no time or no FLOP
 * @param bytes byte/s; empty where there is no time or no byte
 * @param ledger the ledger to show: bandwidth where the case is bound by it
 */
record CaseFigures(
    CaseRecord subject,
    Optional<Interval> flops,
    Optional<Interval> bytes,
    Optional<LedgerRecord> ledger) {

  /** A value between its bounds. */
  record Interval(double value, double low, double high) {}

  /** What took most of the capacity. */
  record Loss(Phrase name, double share) {}

  static CaseFigures of(CaseRecord subject) {
    Optional<TimeEstimate> time = subject.timeNanos().filter(t -> t.value() > 0);
    return new CaseFigures(
        subject,
        time.filter(t -> subject.flops() > 0).map(t -> rate(subject.flops(), t)),
        time.filter(t -> subject.bytes() > 0).map(t -> rate(subject.bytes(), t)),
        Panels.shown(subject));
  }

  private static Interval rate(long amount, TimeEstimate time) {
    return new Interval(
        amount / time.value() * 1e9, amount / time.high() * 1e9, amount / time.low() * 1e9);
  }

  Optional<Share> effective() {
    return ledger.map(LedgerRecord::effective);
  }

  boolean onBandwidth() {
    return ledger.map(l -> l.unit().equals("byte")).orElse(false);
  }

  /** The largest known loss, the remainder included; empty where nothing is lost. */
  Optional<Loss> largestLoss() {
    return ledger.flatMap(CaseFigures::largest);
  }

  private static Optional<Loss> largest(LedgerRecord ledger) {
    Loss best = new Loss(Phrase.empty(), 0);
    for (Category category : Category.values()) {
      double share =
          ledger
              .categories()
              .getOrDefault(category.id(), Optional.empty())
              .map(LedgerRecord.Booking::share)
              .orElse(0.0);
      if (share > best.share) {
        best = new Loss(Phrase.of(category.label()), share);
      }
    }
    if (ledger.unattributedShare() > best.share) {
      best = new Loss(Words.REMAINDER, ledger.unattributedShare());
    }
    return best.share > 0 ? Optional.of(best) : Optional.empty();
  }
}
