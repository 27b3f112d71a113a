package io.goodflops.report.chart;

import io.goodflops.report.seam.Category;
import io.goodflops.report.seam.Group;
import io.goodflops.result.LedgerRecord;
import java.util.EnumMap;
import java.util.Map;

/** Seam: the six shares of one ledger. */
public final class GroupShares {
  private GroupShares() {}

  public static Map<Group, Double> of(LedgerRecord ledger) {
    Map<Group, Double> sums = new EnumMap<>(Group.class);
    Group.SIX.forEach(group -> sums.put(group, 0.0));
    sums.put(Group.EFFECTIVE, ledger.effective().share());
    ledger
        .categories()
        .forEach(
            (id, booking) ->
                booking.ifPresent(
                    b ->
                        sums.merge(
                            Category.of(id).map(Category::group).orElse(Group.UNEXPLAINED),
                            b.share(),
                            Double::sum)));
    sums.merge(Group.UNEXPLAINED, ledger.unattributedShare(), Double::sum);
    return sums;
  }
}
