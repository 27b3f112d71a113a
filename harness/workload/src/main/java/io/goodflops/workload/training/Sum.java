package io.goodflops.workload.training;

/**
 * Sums with their scale: the root of the sum of squared terms, since errors of either sign add up
 * like a random walk, and the largest that the sum became on its way, since each addition rounds
 * what there is by then: gradients of one sign in one image may cancel those of the next.
 */
final class Sum {
  private final double[] values;
  private final double[] squares;
  private final double[] largest;

  Sum(int elements) {
    values = new double[elements];
    squares = new double[elements];
    largest = new double[elements];
  }

  /**
   * Adds a term.
   *
   * @param size of what the term itself is made of, at least its own
   */
  void add(int element, double term, double size) {
    values[element] += term;
    squares[element] += size * size;
    largest[element] = Math.max(largest[element], Math.abs(values[element]));
  }

  void add(int element, double term) {
    add(element, term, term);
  }

  void divide(int element, double by) {
    values[element] /= by;
    squares[element] /= by * by;
    largest[element] /= Math.abs(by);
  }

  Expected expected() {
    double[] scales = new double[values.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Math.sqrt(squares[i]) + largest[i];
    }
    return new Expected(values, scales);
  }
}
