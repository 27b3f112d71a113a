package io.goodflops.tck;

import io.goodflops.spi.Lane;
import io.goodflops.spi.Op;

/** An op in a lane. */
record OpCase(Op op, Lane lane) {
  @Override
  public String toString() {
    return op + " in lane " + lane;
  }
}
