package io.goodflops.ledger;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Shares rounded to one decimal of a percent so that what is printed adds up to 100.0. The first,
 * the effective share, is rounded as everywhere else; of the others each gets its whole tenths and
 * those with the largest remainders what is left over (Hamilton's method).
 */
public final class DisplayShares {
  private static final long TENTHS = 1000;

  private DisplayShares() {}

  /**
   * Percentages with one decimal.
   *
   * @param shares that add up to one, signed ones allowed
   */
  public static List<Double> percent(List<Double> shares) {
    double[] plain = shares.stream().mapToDouble(d -> d).toArray();
    return Arrays.stream(whole(plain, TENTHS)).mapToObj(tenths -> tenths / 10.0).toList();
  }

  /** The same in whole units that add up to {@code units}. */
  static long[] whole(double[] shares, long units) {
    double sum = Arrays.stream(shares).sum();
    if (!(Math.abs(sum - 1) < 1e-6)) {
      throw new IllegalArgumentException("the shares add up to " + sum + ", must be 1");
    }
    long[] whole = new long[shares.length];
    double[] remainders = new double[shares.length];
    whole[0] = Math.round(shares[0] * units);
    long left = units - whole[0];
    for (int i = 1; i < shares.length; i++) {
      double exact = shares[i] * units;
      whole[i] = (long) Math.floor(exact);
      remainders[i] = exact - whole[i];
      left -= whole[i];
    }
    List<Integer> order =
        IntStream.range(1, shares.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -remainders[i]))
            .toList();
    for (int i = 0; i < left; i++) {
      whole[order.get(i)]++;
    }
    return whole;
  }
}
