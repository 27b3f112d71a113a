package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Booking;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where most of the peak went: ordered, with what it means and what to try. */
public final class BiggestLosses {
  /** Less than this is not worth a reader's time. */
  private static final double FLOOR = 0.005;

  private BiggestLosses() {}

  /** The losses of the headline's cases, largest first, one entry for each category. */
  public static List<Loss> of(Headline headline) {
    double capacity = headline.cases().stream().mapToDouble(c -> ledger(c).capacityFlop()).sum();
    List<Loss> losses = new ArrayList<>();
    for (Category category : Category.values()) {
      double flop =
          headline.cases().stream()
              .flatMap(c -> booking(ledger(c), category).stream())
              .mapToDouble(Booking::flop)
              .sum();
      Optional<CaseRecord> worst =
          headline.cases().stream()
              .filter(c -> booking(ledger(c), category).isPresent())
              .max(Comparator.comparingDouble(c -> booking(ledger(c), category).get().share()));
      if (worst.isPresent() && flop / capacity >= FLOOR) {
        Booking there = booking(ledger(worst.get()), category).orElseThrow();
        losses.add(
            new Loss(category, flop / capacity, worst.get().id(), there.share(), there.evidence()));
      }
    }
    losses.sort(Comparator.comparingDouble(Loss::share).reversed());
    return losses;
  }

  /** The losses of one ledger, largest first. */
  public static List<Loss> of(String caseId, LedgerRecord ledger) {
    List<Loss> losses = new ArrayList<>();
    for (Category category : Category.values()) {
      booking(ledger, category)
          .filter(b -> b.share() >= FLOOR)
          .ifPresent(
              b -> losses.add(new Loss(category, b.share(), caseId, b.share(), b.evidence())));
    }
    losses.sort(Comparator.comparingDouble(Loss::share).reversed());
    return losses;
  }

  private static LedgerRecord ledger(CaseRecord record) {
    return record.ledger().orElseThrow();
  }

  private static Optional<Booking> booking(LedgerRecord ledger, Category category) {
    return ledger.categories().getOrDefault(category.id(), Optional.empty());
  }

  /**
   * One cause of loss.
   *
   * @param share of the capacity of all cases together
   * @param worstCase where it is largest
   * @param worstShare of that case's capacity
   * @param evidence of the worst case's booking
   */
  public record Loss(
      Category category, double share, String worstCase, double worstShare, String evidence) {

    /** What a large share means. */
    public Text meaning() {
      return category.meaning();
    }

    /** What to try. */
    public Text advice() {
      return category.advice();
    }

    /** "≥" or "≤" where the share is a bound, else empty. */
    public String sign() {
      return evidence.equals("bound") ? category.boundSign() : "";
    }
  }
}
