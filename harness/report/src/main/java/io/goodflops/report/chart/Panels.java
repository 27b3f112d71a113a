package io.goodflops.report.chart;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sorts the ledgers of a run into panels of one basis each, in the order of the record. */
public final class Panels {
  private static final String BANDWIDTH = "BANDWIDTH_CURVE";
  private static final double BALANCE = 1e-6;

  private Panels() {}

  /**
   * One panel for each device and basis. A case that has a bandwidth ledger stands in the bandwidth
   * panel alone: of peak compute it would read "99 % wasted", which is true and says nothing.
   */
  public static List<Panel> of(RunRecord run) {
    Map<Key, List<CaseRecord>> byBasis = new LinkedHashMap<>();
    for (CaseRecord subject : run.cases()) {
      shown(subject)
          .ifPresent(
              ledger ->
                  byBasis
                      .computeIfAbsent(Key.of(subject, ledger), k -> new ArrayList<>())
                      .add(subject));
    }
    List<Panel> panels = new ArrayList<>();
    byBasis.forEach((key, cases) -> panels.add(panel(key, cases)));
    return panels;
  }

  /**
   * The ledger a reader should see for a case: measured work, or work that was refused because its
   * result is wrong. Books that do not add up, as in a record edited by hand, are not shown.
   */
  public static Optional<LedgerRecord> shown(CaseRecord subject) {
    boolean booked =
        subject.outcome() == CaseRecord.Outcome.MEASURED
            || subject.outcome() == CaseRecord.Outcome.WRONG;
    return booked
        ? subject.bandwidthLedger().or(subject::ledger).filter(Panels::addsUp)
        : Optional.empty();
  }

  private static boolean addsUp(LedgerRecord ledger) {
    double sum = ledger.effective().share() + ledger.unattributedShare();
    for (Optional<LedgerRecord.Booking> booking : ledger.categories().values()) {
      sum += booking.map(LedgerRecord.Booking::share).orElse(0.0);
    }
    return Math.abs(sum - 1) < BALANCE
        && ledger.capacityFlop() > 0
        && Double.isFinite(ledger.capacityFlop())
        && ledger.basis().rate() > 0;
  }

  private static Panel panel(Key key, List<CaseRecord> cases) {
    List<String> labels = CaseLabels.of(cases);
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      bars.add(new Bar(cases.get(i), labels.get(i), shown(cases.get(i)).orElseThrow()));
    }
    Basis basis = bars.get(0).ledger().basis();
    boolean oneRate = bars.stream().allMatch(bar -> bar.ledger().basis().rate() == basis.rate());
    return new Panel(key.device, basis, BasisWords.axisTitle(key.device, basis, oneRate), bars);
  }

  /** All that must be equal for two shares to be comparable. */
  private record Key(
      String device,
      String kind,
      String storage,
      String accumulate,
      String mathMode,
      String density,
      double rate) {
    static Key of(CaseRecord subject, LedgerRecord ledger) {
      Basis basis = ledger.basis();
      // the bandwidth curve is one basis, although each working set has its own point on it
      return basis.kind().equals(BANDWIDTH)
          ? new Key(subject.device(), BANDWIDTH, "", "", "", "", 0)
          : new Key(
              subject.device(),
              basis.kind(),
              basis.storage(),
              basis.accumulate(),
              basis.mathMode(),
              basis.density(),
              basis.rate());
    }
  }
}
