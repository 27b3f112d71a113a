package io.goodflops.ledger;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * A closed chain in one unit: {@code total = effective + Σ losses + unattributed}. Accounts of
 * disjoint windows add up (a monoid with {@link #ZERO}); a category that is not in {@code losses}
 * is unknown, not zero, and one that is known in only one of two windows keeps what is known.
 *
 * @param losses known categories, none negative
 * @param unattributed signed
 * @param violations negative amounts of steps that went upward
 */
public record Account(
    double total,
    double effective,
    Map<Category, Double> losses,
    double unattributed,
    Map<Category, Double> violations) {

  /** No time at all. */
  public static final Account ZERO = new Account(0, 0, Map.of(), 0, Map.of());

  public Account {
    losses = Collections.unmodifiableMap(mutable(losses));
    violations = Collections.unmodifiableMap(mutable(violations));
  }

  static Account of(Chain chain) {
    Map<Category, Double> losses = new EnumMap<>(Category.class);
    Map<Category, Double> violations = new EnumMap<>(Category.class);
    for (Category category : Category.values()) {
      if (chain.known(category)) {
        losses.put(category, chain.booked(category));
      }
      if (chain.violated(category) < 0) {
        violations.put(category, chain.violated(category));
      }
    }
    return new Account(chain.total(), chain.effective(), losses, chain.unattributed(), violations);
  }

  /** This window and another, disjoint one. */
  public Account plus(Account other) {
    return new Account(
        total + other.total,
        effective + other.effective,
        sum(losses, other.losses),
        unattributed + other.unattributed,
        sum(violations, other.violations));
  }

  /** The same account in another unit, for example FLOP from seconds by the peak rate. */
  public Account times(double factor) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("factor is " + factor + ", must be positive and finite");
    }
    return new Account(
        total * factor,
        effective * factor,
        scaled(losses, factor),
        unattributed * factor,
        scaled(violations, factor));
  }

  /** What is charged to a category, if it is known. */
  public OptionalDouble loss(Category category) {
    Double loss = losses.get(category);
    return loss == null ? OptionalDouble.empty() : OptionalDouble.of(loss);
  }

  /** Effective ÷ total: the MFU family where the total stands on a declared peak. */
  public double effectiveShare() {
    return effective / total;
  }

  /** (Effective + redundant) ÷ total: the HFU family. */
  public double executedShare() {
    return (effective + sumOf(Category::redundant)) / total;
  }

  /** Share of what only another chip, clock or algorithm would remove. */
  public double structuralShare() {
    return sumOf(Category::structural) / total;
  }

  /** Share of what better software, scheduling or tenancy could remove. */
  public double avoidableShare() {
    return sumOf(Category::avoidable) / total;
  }

  private double sumOf(Predicate<Category> which) {
    return losses.entrySet().stream()
        .filter(e -> which.test(e.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static Map<Category, Double> sum(Map<Category, Double> a, Map<Category, Double> b) {
    Map<Category, Double> sum = mutable(a);
    b.forEach((category, amount) -> sum.merge(category, amount, Double::sum));
    return sum;
  }

  private static Map<Category, Double> scaled(Map<Category, Double> amounts, double factor) {
    Map<Category, Double> scaled = mutable(amounts);
    scaled.replaceAll((category, amount) -> amount * factor);
    return scaled;
  }

  private static Map<Category, Double> mutable(Map<Category, Double> map) {
    Map<Category, Double> copy = new EnumMap<>(Category.class);
    copy.putAll(map);
    return copy;
  }
}
