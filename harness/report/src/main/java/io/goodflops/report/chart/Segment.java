package io.goodflops.report.chart;

import io.goodflops.ledger.Category;
import io.goodflops.ledger.Group;
import io.goodflops.ledger.Groups;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.LedgerRecord;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One kind of piece that bars are made of: a group, or one category of it.
 *
 * @param share its share in one ledger; 0 where it is unknown
 */
record Segment(Group group, Phrase name, Color colour, ToDoubleFunction<LedgerRecord> share) {

  /** The six groups, in their fixed order. */
  static List<Segment> groups() {
    return Group.SIX.stream()
        .map(
            group ->
                new Segment(
                    group,
                    Phrase.of(group.label()),
                    Palette.of(group),
                    ledger -> Groups.of(ledger).share(group)))
        .toList();
  }

  /** The categories that at least one of the ledgers knows, group by group. */
  static List<Segment> categories(List<LedgerRecord> ledgers) {
    List<Segment> segments = new ArrayList<>();
    for (Group group : Group.SIX) {
      if (group == Group.EFFECTIVE) {
        segments.add(groups().get(0));
        continue;
      }
      int index = 0;
      for (Category category :
          Arrays.stream(Category.values()).filter(c -> c.group() == group).toList()) {
        if (ledgers.stream().anyMatch(ledger -> share(ledger, category) != 0)) {
          segments.add(
              new Segment(
                  group,
                  Phrase.of(category.label()),
                  Palette.of(group, index),
                  ledger -> share(ledger, category)));
        }
        index++;
      }
      if (group == Group.UNEXPLAINED) {
        segments.add(
            new Segment(
                group,
                ChartWords.REMAINDER,
                Palette.of(group, 0),
                LedgerRecord::unattributedShare));
      }
    }
    return segments;
  }

  /** Unknown parts are hatched, so that they do not look like a cause. */
  boolean hatched() {
    return group == Group.UNEXPLAINED;
  }

  private static double share(LedgerRecord ledger, Category category) {
    return ledger
        .categories()
        .getOrDefault(category.id(), java.util.Optional.empty())
        .map(LedgerRecord.Booking::share)
        .orElse(0.0);
  }
}
