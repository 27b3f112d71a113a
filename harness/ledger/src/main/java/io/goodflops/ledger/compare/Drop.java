package io.goodflops.ledger.compare;

import io.goodflops.ledger.Category;
import io.goodflops.ledger.Group;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Booking;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where the time went that a candidate's launch takes longer, by both ledgers, in parts of the
 * baseline's time. A part is negative where the candidate became faster.
 *
 * @param code in categories that a program can change
 * @param machine stolen or taken by others, a lower clock, or a ceiling that itself came out lower
 * @param unexplained undivided and remainder
 * @param largest category of the code or the machine with the largest part
 */
public record Drop(
    double code, double machine, double unexplained, Optional<Category> largest, double most) {
  private static final Set<Category> MACHINE =
      EnumSet.of(
          Category.AVAILABILITY_STEAL,
          Category.AVAILABILITY_PREEMPTED,
          Category.KERNEL_CLOCK_POWER,
          Category.KERNEL_CLOCK_THERMAL,
          Category.KERNEL_CLOCK);

  /** The whole of it. */
  public double sum() {
    return code + machine + unexplained;
  }

  /** Whether what is not the machine's is within the margin. */
  public boolean isMachines(double margin) {
    return code + unexplained <= margin;
  }

  /** Empty without ledgers of the same kind on both sides. */
  static Optional<Drop> of(CaseRecord baseline, CaseRecord candidate) {
    Optional<LedgerRecord> before = baseline.bandwidthLedger().or(baseline::ledger);
    Optional<LedgerRecord> after = candidate.bandwidthLedger().or(candidate::ledger);
    if (before.isEmpty()
        || after.isEmpty()
        || !before.get().basis().kind().equals(after.get().basis().kind())) {
      return Optional.empty();
    }
    double unit = nanos(baseline);
    double then = 1;
    double now = nanos(candidate) / unit;
    double code = 0;
    double machine =
        after.get().effective().share() * now - before.get().effective().share() * then;
    double unexplained =
        after.get().unattributedShare() * now - before.get().unattributedShare() * then;
    Optional<Category> largest = Optional.empty();
    double most = 0;
    for (Category category : Category.values()) {
      double part = share(after.get(), category) * now - share(before.get(), category) * then;
      if (category.group() == Group.UNEXPLAINED) {
        unexplained += part;
        continue;
      }
      if (MACHINE.contains(category)) {
        machine += part;
      } else {
        code += part;
      }
      if (part > most) {
        most = part;
        largest = Optional.of(category);
      }
    }
    return Optional.of(new Drop(code, machine, unexplained, largest, most));
  }

  private static double nanos(CaseRecord record) {
    return record.timeNanos().map(TimeEstimate::value).orElseThrow();
  }

  private static double share(LedgerRecord ledger, Category category) {
    return ledger
        .categories()
        .getOrDefault(category.id(), Optional.empty())
        .map(Booking::share)
        .orElse(0.0);
  }
}
