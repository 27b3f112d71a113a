package io.goodflops.report;

import io.goodflops.report.chart.Bar;
import io.goodflops.report.chart.GroupShares;
import io.goodflops.report.chart.Panel;
import io.goodflops.report.seam.Category;
import io.goodflops.report.seam.Group;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.LedgerRecord;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What all cases of one basis say together: sums of amounts ÷ sum of capacities, never a mean of
 * shares.
 *
 * @param rate effective FLOP/s (byte/s on bandwidth) over the summed windows
 */
record Verdict(
    Panel panel,
    Map<Group, Double> groups,
    Map<Category, Double> categories,
    LedgerRecord.Share effective,
    double rate) {

  static List<Verdict> of(List<Panel> panels) {
    return panels.stream().map(Verdict::of).toList();
  }

  private static Verdict of(Panel panel) {
    double capacity = 0;
    double seconds = 0;
    double low = 0;
    double high = 0;
    Map<Group, Double> groups = new EnumMap<>(Group.class);
    Map<Category, Double> categories = new EnumMap<>(Category.class);
    for (Bar bar : panel.bars()) {
      LedgerRecord ledger = bar.ledger();
      double weight = ledger.capacityFlop();
      capacity += weight;
      seconds += weight / ledger.basis().rate();
      low += ledger.effective().low() * weight;
      high += ledger.effective().high() * weight;
      GroupShares.of(ledger)
          .forEach((group, share) -> groups.merge(group, share * weight, Double::sum));
      ledger
          .categories()
          .forEach(
              (id, booking) ->
                  booking.ifPresent(
                      b ->
                          Category.of(id)
                              .ifPresent(
                                  c -> categories.merge(c, b.share() * weight, Double::sum))));
    }
    double total = capacity;
    double effective = groups.get(Group.EFFECTIVE);
    groups.replaceAll((group, amount) -> amount / total);
    categories.replaceAll((category, amount) -> amount / total);
    return new Verdict(
        panel,
        groups,
        categories,
        new LedgerRecord.Share(effective / total, low / total, high / total),
        effective / seconds);
  }

  boolean onBandwidth() {
    return panel.basis().kind().equals("BANDWIDTH_CURVE");
  }

  boolean declared() {
    return panel.basis().kind().equals("DECLARED");
  }

  double avoidable() {
    return groups.get(Group.EXTRA_WORK)
        + groups.get(Group.WAITING)
        + groups.get(Group.SOFTWARE_GAP);
  }

  /** "Of 100 units of …: 38 effective, 34 avoidable waste, 28 hardware limit, 0 unexplained." */
  Phrase headline() {
    long[] parts =
        wholes(
            effective.share(),
            avoidable(),
            groups.get(Group.HARDWARE_LIMIT),
            groups.get(Group.UNEXPLAINED));
    return Words.HEADLINE.with(panel.basisName(), parts[0], parts[1], parts[2], parts[3]);
  }

  private static long[] wholes(double... shares) {
    long[] wholes = new long[shares.length];
    for (int i = 0; i < shares.length; i++) {
      wholes[i] = Math.round(shares[i] * 100);
    }
    return wholes;
  }
}
