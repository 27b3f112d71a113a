package io.goodflops.workload.data;

/** Magnitudes of random floats: second moments and probabilities are not negative. */
record PositiveFloats(UniformFloats signed) implements ElementSource {
  @Override
  public boolean integral() {
    return false;
  }

  @Override
  public void read(long first, double[] target, int from, int count) {
    signed.read(first, target, from, count);
    for (int i = from; i < from + count; i++) {
      target[i] = Math.abs(target[i]);
    }
  }
}
