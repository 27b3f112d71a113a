package io.goodflops.ledger.compare;

/** What a gate says. */
public enum Light {
  /** Not slower by more than the margin, and no exact quantity has grown. */
  PASS,
  /** Slower by more than the margin, an exact quantity has grown, or a result is gone or wrong. */
  FAIL,
  /** The measurements do not tell. */
  INCONCLUSIVE,
  /** Neither run has a result to hold against the other. */
  NOT_GATED
}
