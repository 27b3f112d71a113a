package io.goodflops.workload.training;

import java.util.List;
import java.util.function.Consumer;

/** A part of a dense tensor: of each dimension some indices that follow each other. */
final class Box {
  private final long[] shape;
  private final long[] starts;
  private final long[] counts;

  /**
   * A part.
   *
   * @param shape of the whole tensor
   * @param starts first index of each dimension
   * @param counts how many
   */
  private Box(long[] shape, long[] starts, long[] counts) {
    this.shape = shape;
    this.starts = starts;
    this.counts = counts;
  }

  /** Elements of a box that lie together in the whole tensor. */
  interface Run {
    /**
     * A run.
     *
     * @param first its first element in the whole tensor
     * @param at its first element in the box, densely written out
     */
    void at(long first, int at, int count);
  }

  /** Calls back with boxes of at most {@code counts} that cover the tensor. */
  static void tiles(long[] shape, long[] counts, Consumer<Box> each) {
    long[] starts = new long[shape.length];
    int dimension;
    do {
      long[] some = new long[shape.length];
      for (int i = 0; i < some.length; i++) {
        some[i] = Math.min(counts[i], shape[i] - starts[i]);
      }
      each.accept(new Box(shape, starts.clone(), some));
      dimension = shape.length - 1;
      for (; dimension >= 0; dimension--) {
        starts[dimension] += counts[dimension];
        if (starts[dimension] < shape[dimension]) {
          break;
        }
        starts[dimension] = 0;
      }
    } while (dimension >= 0);
  }

  int elements() {
    long product = 1;
    for (long count : counts) {
      product = Math.multiplyExact(product, count);
    }
    return Math.toIntExact(product);
  }

  /** The same elements where dimensions have another order. */
  Box turned(List<Integer> order, long[] turnedShape) {
    long[] first = new long[shape.length];
    long[] many = new long[shape.length];
    for (int i = 0; i < first.length; i++) {
      first[i] = starts[order.get(i)];
      many[i] = counts[order.get(i)];
    }
    return new Box(turnedShape, first, many);
  }

  /**
   * This box's elements from those of the box that it was turned from.
   *
   * @param order of {@link #turned}
   */
  double[] turnedBack(List<Integer> order, double[] values) {
    int n = counts.length;
    long[] strides = new long[n];
    long[] original = new long[n];
    for (int i = 0; i < n; i++) {
      original[order.get(i)] = counts[i];
    }
    long stride = 1;
    for (int i = n - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= original[i];
    }
    double[] turned = new double[values.length];
    long[] index = new long[n];
    int from = 0;
    for (int e = 0; e < turned.length; e++) {
      turned[e] = values[from];
      for (int i = n - 1; i >= 0; i--) {
        long step = strides[order.get(i)];
        from += (int) step;
        if (++index[i] < counts[i]) {
          break;
        }
        index[i] = 0;
        from -= (int) (step * counts[i]);
      }
    }
    return turned;
  }

  /** Calls back with all runs, in storage order. */
  void runs(Run run) {
    int n = shape.length;
    int whole = n - 1;
    long length = n == 0 ? 1 : counts[n - 1];
    while (whole > 0 && counts[whole] == shape[whole]) {
      whole--;
      length *= counts[whole];
    }
    long[] index = new long[n];
    int total = elements();
    for (int at = 0; at < total; at += (int) length) {
      long first = 0;
      for (int i = 0; i < n; i++) {
        first = first * shape[i] + starts[i] + index[i];
      }
      run.at(first, at, (int) length);
      for (int i = whole - 1; i >= 0; i--) {
        if (++index[i] < counts[i]) {
          break;
        }
        index[i] = 0;
      }
    }
  }
}
