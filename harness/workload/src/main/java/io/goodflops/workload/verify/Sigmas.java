package io.goodflops.workload.verify;

import java.io.IOException;

/** Standard deviations of the errors of an honest matrix product. */
interface Sigmas {
  /**
   * Of one element.
   *
   * @param squares Σ a²·b², the sum of its squared terms
   * @param value the element as it should be
   */
  double element(double squares, double value);

  /** Of Σ ±error over each row of C, the FP64 errors of the test itself included. */
  double[] rows(long batch) throws IOException;

  /** Whether rows may be equal, so that their errors are, too. */
  boolean rowsMayRepeat();
}
