package io.goodflops.workload.data;

import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.LayerNorm;

/**
 * Which elements are normalised together, and which parameters they share.
 *
 * @param outer elements are (outer, middle, inner)
 * @param middleIsGroup whether a group is all elements of a middle index, as a channel's are; else
 *     it is all of an outer one, and the middle index tells the parameter
 */
public record Groups(int outer, int middle, int inner, boolean middleIsGroup) {
  public static Groups of(LayerNorm op) {
    return new Groups((int) op.rows(), (int) op.width(), 1, false);
  }

  public static Groups of(BatchNorm op) {
    return new Groups((int) op.batch(), (int) op.channels(), (int) op.spatial(), true);
  }

  public int count() {
    return middleIsGroup ? middle : outer;
  }

  public int size() {
    return middleIsGroup ? outer * inner : middle * inner;
  }

  public int parameters() {
    return middle;
  }

  public int group(int element) {
    return middleIsGroup ? parameter(element) : element / (middle * inner);
  }

  public int parameter(int element) {
    return element / inner % middle;
  }

  /** Mean of each group. */
  public double[] means(double[] x) {
    double[] means = new double[count()];
    for (int e = 0; e < x.length; e++) {
      means[group(e)] += x[e];
    }
    for (int g = 0; g < means.length; g++) {
      means[g] /= size();
    }
    return means;
  }

  /** Mean square distance from {@code means}. */
  public double[] variances(double[] x, double[] means) {
    double[] variances = new double[count()];
    for (int e = 0; e < x.length; e++) {
      double distance = x[e] - means[group(e)];
      variances[group(e)] += distance * distance;
    }
    for (int g = 0; g < variances.length; g++) {
      variances[g] /= size();
    }
    return variances;
  }
}
