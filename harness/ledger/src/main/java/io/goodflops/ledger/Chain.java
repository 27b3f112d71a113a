package io.goodflops.ledger;

import java.util.Arrays;

/**
 * A telescoping chain of levels of device-time. Every step goes from one level to the next lower
 * one and books the difference to the step's category, so that the categories, what is effective
 * and the signed remainder always add up to the total.
 *
 * <p>A step upward is a violated inequality: the category gets nothing, the remainder carries the
 * (negative) amount, and the amount is kept for the record. Nothing is ever clamped away.
 *
 * <p>Source: "The compute ledger", levels 0 to 17; the POP factors are the ratios of the same
 * levels. One chain is used by one thread; {@link #account()} takes the result out.
 */
public final class Chain {
  private final double[] booked;
  private final double[] violated;
  private final boolean[] known;
  private double total;
  private double level;
  private double effective;

  /** A chain that starts at {@code total} device-time (any unit, or work that stands for it). */
  public Chain(double total) {
    int size = Category.COUNT;
    this.booked = new double[size];
    this.violated = new double[size];
    this.known = new boolean[size];
    restart(total);
  }

  /** Forgets everything and starts again: replicates are thousands, and each is looked at once. */
  Chain restart(double newTotal) {
    if (!(newTotal >= 0) || Double.isInfinite(newTotal)) {
      throw new IllegalArgumentException(
          "total is " + newTotal + ", must be finite and not negative");
    }
    Arrays.fill(booked, 0);
    Arrays.fill(violated, 0);
    Arrays.fill(known, false);
    total = newTotal;
    level = newTotal;
    effective = 0;
    return this;
  }

  /** Removes {@code amount} of this category from the current level. */
  public Chain less(Category category, double amount) {
    if (Double.isNaN(amount) || Double.isInfinite(amount)) {
      throw new IllegalArgumentException(category.id() + " is " + amount);
    }
    int i = category.index();
    known[i] = true;
    if (amount >= 0) {
      booked[i] += amount;
    } else {
      violated[i] += amount;
    }
    level -= amount;
    return this;
  }

  /** Goes down to {@code next} and books the difference. */
  public Chain to(Category category, double next) {
    less(category, level - next);
    level = next;
    return this;
  }

  /** Takes {@code time} out of the current level as useful: the end of one kernel class. */
  public Chain effective(double time) {
    if (!(time >= 0)) {
      throw new IllegalArgumentException("effective is " + time + ", must not be negative");
    }
    effective += time;
    level -= time;
    return this;
  }

  /** What is left at the current level. */
  public double level() {
    return level;
  }

  double total() {
    return total;
  }

  double effective() {
    return effective;
  }

  boolean known(Category category) {
    return known[category.index()];
  }

  double booked(Category category) {
    return booked[category.index()];
  }

  double violated(Category category) {
    return violated[category.index()];
  }

  /** Total minus everything booked: the signed remainder. */
  double unattributed() {
    double sum = effective;
    for (double b : booked) {
      sum += b;
    }
    return total - sum;
  }

  /** The closed account. */
  public Account account() {
    return Account.of(this);
  }
}
