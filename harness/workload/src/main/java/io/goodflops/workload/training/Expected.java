package io.goodflops.workload.training;

import java.util.Optional;

/** One output as it should be, in FP64, and what its rounding errors are held against. */
public final class Expected {
  private final double[] values;
  private final Optional<double[]> scales;

  /**
   * An output that devices round.
   *
   * @param values not rounded to the output's type
   * @param scales for each element the size of the terms it is made of
   */
  Expected(double[] values, double[] scales) {
    this.values = values;
    this.scales = Optional.of(scales);
  }

  private Expected(double[] values) {
    this.values = values;
    this.scales = Optional.empty();
  }

  /** An output that no honest device rounds differently: it must equal these values. */
  static Expected exact(double[] values) {
    return new Expected(values);
  }

  /** In storage order. */
  public double[] values() {
    return values;
  }

  public boolean exact() {
    return scales.isEmpty();
  }

  /** Size of the terms of an element; 0 if the output is exact. */
  public double scale(int element) {
    return exact() ? 0 : scales.get()[element];
  }
}
