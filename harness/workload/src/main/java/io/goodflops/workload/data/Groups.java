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
public record Groups(long outer, int middle, long inner, boolean middleIsGroup) {
  private static final int CHUNK = 1 << 14;

  /** Each row is a group. */
  public static Groups of(LayerNorm op) {
    return new Groups(op.rows(), Math.toIntExact(op.width()), 1, false);
  }

  /** Each channel is a group. */
  public static Groups of(BatchNorm op) {
    return new Groups(op.batch(), Math.toIntExact(op.channels()), op.spatial(), true);
  }

  public int count() {
    return middleIsGroup ? middle : Math.toIntExact(outer);
  }

  /** Elements of a group. */
  public long size() {
    return middle * (outer * inner) / count();
  }

  public int parameters() {
    return middle;
  }

  /** Elements of all groups. */
  public long elements() {
    return outer * middle * inner;
  }

  /** From the first element on, in storage order. */
  public Walk walk() {
    return new Walk();
  }

  /** Says of one element after the other to which group it belongs. */
  public final class Walk {
    private long inInner;
    private int inMiddle;
    private int inOuter;

    private Walk() {}

    public int group() {
      return middleIsGroup ? inMiddle : inOuter;
    }

    public int parameter() {
      return inMiddle;
    }

    /** To the next element. */
    public void next() {
      if (++inInner == inner) {
        inInner = 0;
        if (++inMiddle == middle) {
          inMiddle = 0;
          inOuter++;
        }
      }
    }
  }

  /** Mean of each group. */
  public double[] means(ElementSource x) {
    return means(x, new double[count()], false);
  }

  /** Mean square distance from {@code means}. */
  public double[] variances(ElementSource x, double[] means) {
    return means(x, means, true);
  }

  /** Of distances from {@code centers}, or of their squares. */
  private double[] means(ElementSource x, double[] centers, boolean squared) {
    double[] sums = new double[count()];
    double[] chunk = new double[(int) Math.min(CHUNK, elements())];
    Walk walk = walk();
    for (long first = 0; first < elements(); first += chunk.length) {
      int count = (int) Math.min(chunk.length, elements() - first);
      x.read(first, chunk, 0, count);
      for (int i = 0; i < count; i++) {
        int group = walk.group();
        double distance = chunk[i] - centers[group];
        sums[group] += squared ? distance * distance : distance;
        walk.next();
      }
    }
    for (int g = 0; g < sums.length; g++) {
      sums[g] /= size();
    }
    return sums;
  }
}
