package io.goodflops.workload.verify;

import io.goodflops.workload.data.Counter;

/**
 * Sums over channels with random signs, group by group: of (outer, channels, inner) they are
 * (outer, groups·rounds, inner).
 *
 * @param channels how many there are
 * @param seed of the signs
 */
record ChannelSigns(int channels, long seed) {
  /** Channels in a sum: where many are added up, one that is wrong by little is lost. */
  static final int GROUP = 64;

  /** Sums of each group. */
  static final int ROUNDS = 4;

  int groups() {
    return (channels + GROUP - 1) / GROUP;
  }

  /** Sums of all groups. */
  int count() {
    return groups() * ROUNDS;
  }

  double[] sums(double[] values, int outer, int inner) {
    double[] sums = new double[outer * count() * inner];
    for (int o = 0; o < outer; o++) {
      for (int channel = 0; channel < channels; channel++) {
        int from = (o * channels + channel) * inner;
        for (int round = 0; round < ROUNDS; round++) {
          int to = (o * count() + channel / GROUP * ROUNDS + round) * inner;
          double sign = sign(round, channel);
          for (int i = 0; i < inner; i++) {
            sums[to + i] += sign * values[from + i];
          }
        }
      }
    }
    return sums;
  }

  /** Sums of squares: (outer, groups, inner). */
  double[] squares(double[] values, int outer, int inner) {
    double[] sums = new double[outer * groups() * inner];
    for (int o = 0; o < outer; o++) {
      for (int channel = 0; channel < channels; channel++) {
        int from = (o * channels + channel) * inner;
        int to = (o * groups() + channel / GROUP) * inner;
        for (int i = 0; i < inner; i++) {
          sums[to + i] += values[from + i] * values[from + i];
        }
      }
    }
    return sums;
  }

  private double sign(int round, int channel) {
    long word = Counter.word(Counter.key(seed, round), channel >> 6);
    return ((word >>> (channel & 63)) & 1) == 0 ? 1 : -1;
  }

  /** One channel: (outer, inner). */
  static double[] channel(double[] values, int outer, int channels, int inner, int channel) {
    double[] one = new double[outer * inner];
    for (int o = 0; o < outer; o++) {
      System.arraycopy(values, (o * channels + channel) * inner, one, o * inner, inner);
    }
    return one;
  }
}
