package io.goodflops.ledger;

import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Booking;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A ledger in the six groups that charts open on. Unknown leaves contribute nothing; what is
 * undivided and the signed remainder are Unexplained; set-up and checks, in run ledgers, are a
 * strip of their own.
 */
public final class Groups {
  private final Map<Group, Double> shares;

  private Groups(Map<Group, Double> shares) {
    this.shares = shares;
  }

  /** The groups of one ledger. */
  public static Groups of(LedgerRecord ledger) {
    return of(List.of(ledger));
  }

  /**
   * The groups of several ledgers on one basis: sum of what is booked ÷ sum of capacities, never a
   * mean of percentages (Hoefler and Belli, SC'15, rules 3 and 4).
   */
  public static Groups of(List<LedgerRecord> ledgers) {
    if (ledgers.stream().map(LedgerRecord::basis).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "shares can be added on one basis only, found "
              + ledgers.stream().map(l -> l.basis().label()).distinct().toList());
    }
    double capacity = ledgers.stream().mapToDouble(LedgerRecord::capacityFlop).sum();
    Map<Group, Double> booked = new EnumMap<>(Group.class);
    for (Group group : Group.values()) {
      booked.put(group, 0.0);
    }
    for (LedgerRecord ledger : ledgers) {
      booked.merge(Group.EFFECTIVE, ledger.effectiveFlop(), Double::sum);
      booked.merge(
          Group.UNEXPLAINED, ledger.unattributedShare() * ledger.capacityFlop(), Double::sum);
      for (Map.Entry<String, Optional<Booking>> entry : ledger.categories().entrySet()) {
        Group group = Category.of(entry.getKey()).map(Category::group).orElse(Group.UNEXPLAINED);
        entry.getValue().ifPresent(b -> booked.merge(group, b.flop(), Double::sum));
      }
    }
    booked.replaceAll((group, flop) -> flop / capacity);
    return new Groups(booked);
  }

  /** Share of capacity; Unexplained may be negative. */
  public double share(Group group) {
    return shares.get(group);
  }

  /** The six groups in their fixed order. */
  public List<GroupShare> six() {
    List<GroupShare> six = new ArrayList<>();
    for (Group group : Group.SIX) {
      six.add(new GroupShare(group, share(group)));
    }
    return six;
  }

  /** Extra work, waiting and software gap: what better software or scheduling could win back. */
  public double avoidable() {
    return share(Group.EXTRA_WORK) + share(Group.WAITING) + share(Group.SOFTWARE_GAP);
  }

  /** What another chip, clock or algorithm would have to win back. */
  public double structural() {
    return share(Group.HARDWARE_LIMIT);
  }

  /** A group with its share of capacity. */
  public record GroupShare(Group group, double share) {}
}
