package io.goodflops.ledger;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The rates that one kind of kernel is held against, in FLOP per unit of device-time.
 *
 * @param reference P_ref: what 100 % is
 * @param pathAtReferenceClock P_path(f_ref): the unit that ran, at the reference clock; empty if it
 *     is the reference unit
 * @param pathAtClock P_path(f̄): the same at the mean clock while it ran; empty if either clock is
 *     unknown
 * @param attainableAtClock P_att(f̄): measured ceiling at that clock; empty if there is none
 * @param attainable what kind of ceiling that is
 */
public record Rates(
    double reference,
    OptionalDouble pathAtReferenceClock,
    OptionalDouble pathAtClock,
    OptionalDouble attainableAtClock,
    Attainable attainable) {

  /** How much the measured ceiling can tell apart. */
  public enum Attainable {
    /** Register-resident chain: divides software gap from unreachable peak. */
    CHAIN,
    /** Best GEMM: what it misses may be software or hardware, so that stays undivided. */
    BEST_GEMM
  }

  public Rates {
    if (!(reference > 0) || Double.isInfinite(reference)) {
      throw new IllegalArgumentException(
          "the reference rate is " + reference + ", must be positive and finite");
    }
    Objects.requireNonNull(pathAtReferenceClock, "pathAtReferenceClock");
    Objects.requireNonNull(pathAtClock, "pathAtClock");
    Objects.requireNonNull(attainableAtClock, "attainableAtClock");
    Objects.requireNonNull(attainable, "attainable");
  }

  /** One rate for all: a device whose basis is its own measured chain at the same clock. */
  public static Rates measured(double rate) {
    return new Rates(
        rate,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.of(rate),
        Attainable.CHAIN);
  }
}
