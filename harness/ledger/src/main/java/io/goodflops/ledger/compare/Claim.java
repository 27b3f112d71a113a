package io.goodflops.ledger.compare;

/** What the forks of two arms allow to say. */
public enum Claim {
  /** Faster than the baseline by more than the margin. */
  FASTER,
  /** Slower by more than the margin. */
  SLOWER,
  /** The difference is within the margin, whichever way. */
  EQUIVALENT,
  /** None of the three is shown. */
  INCONCLUSIVE
}
