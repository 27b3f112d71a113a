package io.goodflops.ledger.compare;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's step-down adjustment (Scandinavian Journal of Statistics 6, 1979). */
final class Holm {
  private Holm() {}

  /** Adjusted chances, in the same order: whoever believes those up to α errs in α of families. */
  static double[] adjusted(double[] chances) {
    int n = chances.length;
    List<Integer> order =
        IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(i -> chances[i])).toList();
    double[] adjusted = new double[n];
    double most = 0;
    for (int rank = 0; rank < n; rank++) {
      int i = order.get(rank);
      most = Math.max(most, Math.min(1, (n - rank) * chances[i]));
      adjusted[i] = most;
    }
    return adjusted;
  }
}
