package io.goodflops.report;

import io.goodflops.ledger.Books;
import io.goodflops.ledger.Group;
import io.goodflops.ledger.Groups;
import io.goodflops.report.chart.BasisWords;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.RunLedgerRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The run ledger of a device: all the time that the run held it, calibration and checks included.
 *
 * @param device its id
 * @param basis what 100 % is
 * @param rows the groups, as shares of what the device could have done in that time
 */
record DeviceTime(String device, Phrase basis, List<Spending> rows) {
  DeviceTime {
    rows = List.copyOf(rows);
  }

  /** One for each device whose cases stand on one basis; others cannot be added up. */
  static List<DeviceTime> of(RunRecord run) {
    List<LedgerRecord> ledgers = run.runLedger().map(RunLedgerRecord::devices).orElse(List.of());
    List<String> devices = Books.devicesOnOneBasis(run);
    List<DeviceTime> times = new ArrayList<>();
    // a record that somebody edited may have more or fewer
    for (int i = 0; i < ledgers.size() && ledgers.size() == devices.size(); i++) {
      times.add(of(devices.get(i), ledgers.get(i)));
    }
    return times;
  }

  private static DeviceTime of(String device, LedgerRecord ledger) {
    Groups groups = Groups.of(ledger);
    double seconds = ledger.capacityFlop() / ledger.basis().rate();
    List<Spending> rows = new ArrayList<>();
    for (Group group : Group.values()) {
      double share = groups.share(group);
      rows.add(
          new Spending(
              Phrase.of(group.label()),
              Figures.time(Math.max(0, share) * seconds * 1e9),
              Figures.percent(share),
              String.format(Locale.ROOT, "%.1f%%", 100 * Math.max(0, Math.min(1, share)))));
    }
    return new DeviceTime(device, BasisWords.name(ledger.basis()), rows);
  }
}
