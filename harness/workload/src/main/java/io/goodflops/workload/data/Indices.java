package io.goodflops.workload.data;

/** Random integers in [0, bound): labels, and rows of a table. */
record Indices(long bound, long key) implements ElementSource {
  @Override
  public boolean integral() {
    return true;
  }

  @Override
  public void read(long first, long[] target, int from, int count) {
    for (int i = 0; i < count; i++) {
      target[from + i] = Counter.below(key, first + i, bound);
    }
  }
}
