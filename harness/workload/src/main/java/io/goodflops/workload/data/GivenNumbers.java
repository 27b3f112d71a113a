package io.goodflops.workload.data;

/** Numbers that lie in memory. */
public final class GivenNumbers implements ElementSource {
  private final double[] values;

  public GivenNumbers(double[] values) {
    this.values = values;
  }

  @Override
  public boolean integral() {
    return false;
  }

  @Override
  public void read(long first, double[] target, int from, int count) {
    System.arraycopy(values, Math.toIntExact(first), target, from, count);
  }
}
