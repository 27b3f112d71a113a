package io.goodflops.spi;

/** What an operand is to an op, and so what a device may do with it ahead of time. */
public enum Role {
  /**
   * Written before {@code bind} and never again, like the weights of a network. In lane {@code
   * PACKED} a device may read and rearrange it in {@code bind}.
   */
  CONSTANT,
  /** May change between two launches: whatever it needs happens inside the timed launch. */
  VARIABLE,
  /** Written by the launch, entirely. */
  OUTPUT
}
