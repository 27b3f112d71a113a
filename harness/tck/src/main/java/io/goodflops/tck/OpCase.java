package io.goodflops.tck;

import io.goodflops.spi.Lane;
import io.goodflops.spi.Op;
import io.goodflops.workload.WorkloadNames;

/** An op in a lane. */
record OpCase(Op op, Lane lane) {
  @Override
  public String toString() {
    return WorkloadNames.of(op) + " in lane " + lane;
  }
}
