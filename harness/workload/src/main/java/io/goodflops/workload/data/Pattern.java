package io.goodflops.workload.data;

/** What the operands are filled with. */
public enum Pattern {
  /** Fresh random values; the only pattern that ranks. */
  RANDOM,
  /** All zeros: shows how much faster a chip runs when no bit toggles. */
  ZERO,
  /** All ones. */
  ONE,
  /** Values whose products and sums are exact in any order: for verification. */
  EXACT
}
