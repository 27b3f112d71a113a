package io.goodflops.workload.data;

/**
 * Inputs of a chain of matrix products: A and B hold -1, 0 and 1, X whole numbers below 512. A step
 * adds at most 32 to an element, so that every sum is a whole number that FP32 holds, and ends in
 * one place only: a step too few shows wherever A·B is not 0.
 */
public final class MatrixChainData implements ElementSource {
  private static final int START = 512;

  private final int input;
  private final long key;

  MatrixChainData(int input, long seed) {
    this.input = input;
    this.key = Counter.key(seed, 32 + input);
  }

  @Override
  public boolean integral() {
    return true;
  }

  @Override
  public void read(long first, long[] target, int from, int count) {
    int most = input == 0 ? START - 1 : 1;
    for (int i = 0; i < count; i++) {
      target[from + i] = Counter.below(key, first + i, 2L * most + 1) - most;
    }
  }
}
