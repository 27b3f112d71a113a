package io.goodflops.report;

import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.RunLedgerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One phase of the run and the wall time it took: the harness's own ledger. */
record Spending(Phrase name, String time, String share, String width) {

  static List<Spending> of(Optional<RunLedgerRecord> runLedger) {
    List<Spending> rows = new ArrayList<>();
    runLedger
        .filter(ledger -> ledger.wallNanos() > 0)
        .ifPresent(
            ledger -> {
              double wall = ledger.wallNanos();
              rows.add(row(Words.TIMED, ledger.timedNanos(), wall));
              rows.add(row(Words.CALIBRATING, ledger.calibrationNanos(), wall));
              ledger.phases().entrySet().stream()
                  .sorted(
                      Map.Entry.<String, Long>comparingByValue()
                          .reversed()
                          .thenComparing(Map.Entry.comparingByKey()))
                  .map(phase -> row(Words.phase(phase.getKey()), phase.getValue(), wall))
                  .forEach(rows::add);
              rows.add(row(Words.OTHER_TIME, ledger.otherNanos(), wall));
              rows.add(row(Words.WALL, ledger.wallNanos(), wall));
            });
    return rows;
  }

  private static Spending row(Phrase name, long nanos, double wall) {
    double share = nanos / wall;
    return new Spending(
        name,
        Figures.time((double) nanos),
        Figures.percent(share),
        String.format(Locale.ROOT, "%.1f%%", Math.max(0, Math.min(1, share)) * 100));
  }
}
