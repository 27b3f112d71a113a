package io.goodflops.spi;

/** How scale factors belong to a tensor's elements. */
public enum Scaling {
  NONE,
  PER_TENSOR,
  PER_ROW,
  PER_BLOCK
}
