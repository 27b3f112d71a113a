package io.goodflops.ledger.price;

import io.goodflops.ledger.Category;
import io.goodflops.ledger.Group;
import io.goodflops.ledger.Groups;
import io.goodflops.ledger.compare.Bounds;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.LedgerRecord.Booking;
import io.goodflops.result.LedgerRecord.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the money of a year goes, if the device did nothing but this workload: an allocation, not a
 * saving that anybody can have. The parts add up to all of it.
 *
 * @param parts the six groups and the hours without work; empty if something is missing
 * @param missing what the parts need
 * @param withoutElectricity what electricity would need; empty if it is in the parts
 * @param basis what 100 % of the hours of work is: bandwidth for what is bound by it
 */
public record YearsMoney(
    List<Part> parts,
    List<Missing> missing,
    List<Missing> withoutElectricity,
    Optional<Basis> basis) {
  public YearsMoney {
    parts = List.copyOf(parts);
    missing = List.copyOf(missing);
    withoutElectricity = List.copyOf(withoutElectricity);
  }

  /**
   * Money of one group.
   *
   * @param group empty for the hours in which the device does not work
   */
  public record Part(Optional<Group> group, Estimate money) {}

  static YearsMoney of(
      Rates rates,
      Optional<CaseRecord> record,
      Optional<double[]> watts,
      List<Missing> forItems,
      List<Missing> forElectricity) {
    List<Missing> missing = new ArrayList<>(forItems);
    if (rates.hoursPerYear().isEmpty() && !missing.contains(Missing.HOURS)) {
      missing.add(Missing.HOURS);
    }
    Optional<LedgerRecord> ledger =
        record
            .flatMap(c -> c.bandwidthLedger().or(c::ledger))
            .filter(l -> l.status() != Status.INVALID);
    if (ledger.isEmpty() && !missing.contains(Missing.FIGURE)) {
      missing.add(Missing.LEDGER);
    }
    if (!missing.isEmpty()) {
      return new YearsMoney(
          List.of(), missing.stream().sorted().toList(), List.of(), Optional.empty());
    }
    boolean electric = forElectricity.isEmpty();
    double hours = rates.hoursPerYear().orElseThrow();
    double busy = hours * rates.utilisation();
    double idle = hours - busy;
    double working = rates.itemsPerHour() * busy;
    double resting = rates.itemsPerHour() * idle;
    if (electric) {
      double mean = watts.map(w -> Arrays.stream(w).average().orElseThrow()).orElse(0.0);
      working += rates.electricityPerHour(mean) * busy;
      resting += rates.idlePerHour() * idle;
    }
    List<Part> parts = new ArrayList<>();
    Groups groups = Groups.of(ledger.orElseThrow());
    for (Group group : Group.SIX) {
      parts.add(new Part(Optional.of(group), share(ledger.get(), groups, group).times(working)));
    }
    parts.add(new Part(Optional.empty(), new Estimate(resting, Optional.empty())));
    return new YearsMoney(parts, List.of(), forElectricity, Optional.of(ledger.get().basis()));
  }

  /**
   * A group's share of capacity. Its bounds are the sums of its categories' bounds: the deviation
   * of a sum is at most the sum of the deviations, however the categories move together, so that
   * they hold the truth in at least 95 %.
   */
  private static Estimate share(LedgerRecord ledger, Groups groups, Group group) {
    double share = groups.share(group);
    if (group == Group.EFFECTIVE) {
      LedgerRecord.Share own = ledger.effective();
      return new Estimate(share, Optional.of(new Bounds(own.low(), own.high())));
    }
    double low = share;
    double high = share;
    for (Map.Entry<String, Optional<Booking>> entry : ledger.categories().entrySet()) {
      Group own = Category.of(entry.getKey()).map(Category::group).orElse(Group.UNEXPLAINED);
      if (own == group && entry.getValue().isPresent()) {
        Booking booking = entry.getValue().get();
        low -= booking.share() - booking.low();
        high += booking.high() - booking.share();
      }
    }
    return new Estimate(share, Optional.of(new Bounds(low, high)));
  }
}
