package io.goodflops.workload.data;

import java.util.Arrays;

/** The same small integer everywhere. */
record ConstantSource(long value) implements ElementSource {
  @Override
  public boolean integral() {
    return true;
  }

  @Override
  public void read(long first, long[] target, int from, int count) {
    Arrays.fill(target, from, from + count, value);
  }
}
