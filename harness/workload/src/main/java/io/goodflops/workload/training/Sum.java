package io.goodflops.workload.training;

/**
 * Sums with their scale: the root of the sum of squared terms, since errors of either sign add up
 * like a random walk, and the sum itself, for terms of one sign.
 */
final class Sum {
  private final double[] values;
  private final double[] squares;

  Sum(int elements) {
    values = new double[elements];
    squares = new double[elements];
  }

  /**
   * Adds a term.
   *
   * @param size of what the term itself is made of, at least its own
   */
  void add(int element, double term, double size) {
    values[element] += term;
    squares[element] += size * size;
  }

  void add(int element, double term) {
    add(element, term, term);
  }

  void divide(int element, double by) {
    values[element] /= by;
    squares[element] /= by * by;
  }

  Expected expected() {
    double[] scales = new double[values.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Math.sqrt(squares[i]) + Math.abs(values[i]);
    }
    return new Expected(values, scales);
  }
}
