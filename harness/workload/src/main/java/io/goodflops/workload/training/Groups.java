package io.goodflops.workload.training;

import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.LayerNorm;

/**
 * Which elements are normalised together, and which parameters they share.
 *
 * @param outer elements are (outer, middle, inner)
 * @param middleIsGroup whether a group is all elements of a middle index, as a channel's are; else
 *     it is all of an outer one, and the middle index tells the parameter
 */
record Groups(int outer, int middle, int inner, boolean middleIsGroup) {
  static Groups of(LayerNorm op) {
    return new Groups((int) op.rows(), (int) op.width(), 1, false);
  }

  static Groups of(BatchNorm op) {
    return new Groups((int) op.batch(), (int) op.channels(), (int) op.spatial(), true);
  }

  int count() {
    return middleIsGroup ? middle : outer;
  }

  int size() {
    return middleIsGroup ? outer * inner : middle * inner;
  }

  int parameters() {
    return middle;
  }

  int group(int element) {
    return middleIsGroup ? parameter(element) : element / (middle * inner);
  }

  int parameter(int element) {
    return element / inner % middle;
  }

  /** Mean of each group. */
  double[] means(double[] x) {
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
  double[] variances(double[] x, double[] means) {
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
