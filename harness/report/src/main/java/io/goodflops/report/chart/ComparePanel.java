package io.goodflops.report.chart;

import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One workload's ledgers on one kind of basis.
 *
 * @param basis the kind in words, without a rate: each device has its own
 */
public record ComparePanel(String name, Phrase basis, List<Bar> bars) {
  public ComparePanel {
    bars = List.copyOf(bars);
  }

  /** One device's ledger. */
  public record Bar(String label, LedgerRecord ledger) {}

  /**
   * The panels of one workload: one for each kind of basis among its devices.
   *
   * @param labels of the devices
   * @param cases of the devices; empty where there is no figure
   */
  public static List<ComparePanel> of(
      String name, List<String> labels, List<Optional<CaseRecord>> cases) {
    Map<Key, List<Bar>> byBasis = new LinkedHashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      String label = labels.get(i);
      cases
          .get(i)
          .flatMap(Panels::shown)
          .ifPresent(
              ledger ->
                  byBasis
                      .computeIfAbsent(Key.of(ledger.basis()), key -> new ArrayList<>())
                      .add(new Bar(label, ledger)));
    }
    List<ComparePanel> panels = new ArrayList<>();
    byBasis.forEach((key, bars) -> panels.add(new ComparePanel(name, key.words(), bars)));
    return panels;
  }

  ComparePanel limitedTo(int most) {
    return bars.size() <= most ? this : new ComparePanel(name, basis, bars.subList(0, most));
  }

  /** All of a basis but its rate. */
  private record Key(
      String kind, String storage, String accumulate, String mathMode, String density) {
    static Key of(Basis basis) {
      return BasisWords.isBandwidth(basis)
          ? new Key(basis.kind(), "", "", "", "")
          : new Key(
              basis.kind(), basis.storage(), basis.accumulate(), basis.mathMode(), basis.density());
    }

    Phrase words() {
      Phrase kind =
          switch (this.kind) {
            case "DECLARED" -> ChartWords.OF_DECLARED;
            case "FMA_CHAIN" -> ChartWords.OF_CHAIN;
            case "BEST_GEMM" -> ChartWords.OF_GEMM;
            default -> ChartWords.OF_CURVE;
          };
      String mode = storage.isEmpty() ? "" : Modes.of(storage, accumulate, mathMode);
      Phrase dense = density.equals("SPARSE") ? ChartWords.SPARSE : Phrase.empty();
      return Phrase.join(", ", "，", List.of(kind, Phrase.same(mode), dense));
    }
  }
}
