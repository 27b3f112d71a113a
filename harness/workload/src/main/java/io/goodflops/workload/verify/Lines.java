package io.goodflops.workload.verify;

import io.goodflops.workload.data.ElementSource;
import java.util.List;

/** Reads rows and columns; columns side by side, so that a source is passed through once. */
final class Lines {
  private Lines() {}

  /** One array for each line; all lines have the same step and count. */
  static double[][] read(ElementSource source, List<Matrices.Line> lines) {
    int count = lines.get(0).count();
    double[][] values = new double[lines.size()][count];
    if (lines.get(0).step() == 1) {
      for (int i = 0; i < values.length; i++) {
        source.read(lines.get(i).first(), values[i], 0, count);
      }
      return values;
    }
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < values.length; i++) {
        Matrices.Line line = lines.get(i);
        source.read(line.first() + k * line.step(), values[i], k, 1);
      }
    }
    return values;
  }
}
