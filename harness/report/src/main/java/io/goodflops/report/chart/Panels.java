package io.goodflops.report.chart;

import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
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
    byBasis.forEach((key, cases) -> panels.add(panel(key, cases, run.devices().size() > 1)));
    return panels;
  }

  /** The ledger a reader should see for a case. */
  public static Optional<LedgerRecord> shown(CaseRecord subject) {
    return subject.outcome() == CaseRecord.Outcome.MEASURED
        ? subject.bandwidthLedger().or(subject::ledger)
        : Optional.empty();
  }

  private static Panel panel(Key key, List<CaseRecord> cases, boolean manyDevices) {
    List<String> labels = CaseLabels.of(cases);
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      bars.add(new Bar(cases.get(i), labels.get(i), shown(cases.get(i)).orElseThrow()));
    }
    Basis basis = bars.get(0).ledger().basis();
    Phrase name = name(basis, bars);
    Phrase share = BasisWords.SHARE_OF.with(name);
    Phrase title = manyDevices ? BasisWords.ON_DEVICE.with(key.device, share) : share;
    return new Panel(key.device, basis, name, title, bars);
  }

  private static Phrase name(Basis basis, List<Bar> bars) {
    Phrase what =
        switch (basis.kind()) {
          case "DECLARED" -> BasisWords.DECLARED;
          case "FMA_CHAIN" -> BasisWords.FMA_CHAIN;
          case "BEST_GEMM" -> BasisWords.BEST_GEMM;
          case BANDWIDTH -> BasisWords.BANDWIDTH;
          default -> BasisWords.OTHER.with(basis.kind());
        };
    boolean oneRate = bars.stream().allMatch(bar -> bar.ledger().basis().rate() == basis.rate());
    Phrase rate =
        basis.kind().equals(BANDWIDTH)
            ? oneRate
                ? Phrase.same(Figures.bytesPerSecond(basis.rate()))
                : BasisWords.AT_OWN_WORKING_SET
            : Phrase.same(Figures.flops(basis.rate()) + " " + Modes.of(basis));
    return BasisWords.WITH_RATE.with(what, rate);
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
