package io.goodflops.workload.training;

import io.goodflops.spi.Bias;
import io.goodflops.spi.Reduce;
import io.goodflops.workload.data.ElementSource;
import java.util.Arrays;

/** Bias and reductions: elements are (outer, middle, inner). */
final class Sums {
  private static final int CHUNK = 1 << 14;

  private Sums() {}

  static Expected bias(Bias op, double[] x, double[] b) {
    int inner = (int) op.inner();
    int channels = (int) op.channels();
    double[] y = new double[x.length];
    double[] scales = new double[y.length];
    for (int e = 0; e < y.length; e++) {
      double shift = b[e / inner % channels];
      y[e] = x[e] + shift;
      scales[e] = Math.abs(x[e]) + Math.abs(shift);
    }
    return new Expected(y, scales);
  }

  static void biasGradient(Bias op, ElementSource dy, int most, Parts parts) {
    Sum sum = new Sum(Math.toIntExact(op.channels()));
    long elements = op.outer() * op.channels() * op.inner();
    double[] chunk = new double[(int) Math.min(most, elements)];
    long inInner = 0;
    int channel = 0;
    for (long first = 0; first < elements; first += chunk.length) {
      int count = (int) Math.min(chunk.length, elements - first);
      dy.read(first, chunk, 0, count);
      for (int e = 0; e < count; e++) {
        sum.add(channel, chunk[e]);
        if (++inInner == op.inner()) {
          inInner = 0;
          channel = channel + 1 == op.channels() ? 0 : channel + 1;
        }
      }
    }
    parts.take(0, 0, sum.expected());
  }

  /**
   * As many outer ones together as fit; if one alone does not, line by line: parts of inner, so
   * that what is read lies together.
   */
  static void reduce(Reduce op, ElementSource x, int most, Parts parts) {
    long outers = Math.max(1, most / op.inner() / op.length());
    int width = (int) Math.min(op.inner(), most);
    for (long outer = 0; outer < op.outer(); outer += outers) {
      int count = (int) Math.min(outers, op.outer() - outer);
      for (long inner = 0; inner < op.inner(); inner += width) {
        int some = (int) Math.min(width, op.inner() - inner);
        parts.take(0, outer * op.inner() + inner, reduce(op, x, outer, count, inner, some));
      }
    }
  }

  /**
   * Results of {@code count} outer and {@code width} inner indices; one of them is all there is.
   */
  private static Expected reduce(
      Reduce op, ElementSource x, long outer, int count, long inner, int width) {
    Sum sum = new Sum(count * width);
    double[] largest = new double[count * width];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    long lines = count * op.length();
    int together = width < op.inner() ? 1 : (int) Math.min(lines, Math.max(1, CHUNK / width));
    double[] chunk = new double[together * width];
    long inOuter = 0;
    int result = 0;
    for (long line = 0; line < lines; line += together) {
      int some = (int) Math.min(together, lines - line);
      x.read((outer * op.length() + line) * op.inner() + inner, chunk, 0, some * width);
      for (int e = 0; e < some * width; e += width) {
        for (int i = 0; i < width; i++) {
          sum.add(result + i, chunk[e + i]);
          largest[result + i] = Math.max(largest[result + i], chunk[e + i]);
        }
        if (++inOuter == op.length()) {
          inOuter = 0;
          result += width;
        }
      }
    }
    if (op.function() == Reduce.Function.MAX) {
      return Expected.exact(largest);
    }
    if (op.function() == Reduce.Function.MEAN) {
      for (int i = 0; i < count * width; i++) {
        sum.divide(i, (double) op.length());
      }
    }
    return sum.expected();
  }
}
