package io.goodflops.plugin.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Several ways of doing some work, timed in turn, so that whatever disturbs the machine disturbs
 * all alike. Every second round goes backwards. Before each timed batch the same batch runs
 * untimed: caches, clock and threads that still spin are then as within a series of its own.
 */
final class Rounds {
  private static final int STEADY_LAUNCHES = 3;
  private static final double STEADY_SPREAD = 0.02;
  private static final long PATIENCE_NANOS = 1_000_000_000L;

  private final List<Contestant> contestants = new ArrayList<>();
  private final int rounds;
  private final long batchNanos;

  Rounds(int rounds, long batchNanos) {
    this.rounds = rounds;
    this.batchNanos = batchNanos;
  }

  /**
   * One way.
   *
   * @param operations in one launch
   * @param batch runs that many launches and returns when all are done
   */
  record Contestant(String name, long operations, IntConsumer batch) {
    private double nanosPerLaunch(int launches) {
      long start = System.nanoTime();
      batch.accept(launches);
      return (double) (System.nanoTime() - start) / launches;
    }
  }

  /** What one way reached in each round, in operations per nanosecond. */
  static final class Rates {
    private final double[] each;

    private Rates(double[] each) {
      this.each = each;
    }

    double median() {
      double[] sorted = each.clone();
      Arrays.sort(sorted);
      int half = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double best() {
      return Arrays.stream(each).max().orElseThrow();
    }

    /** This one's rate over the other's, round by round. */
    Rates over(Rates other) {
      double[] ratios = each.clone();
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] /= other.each[i];
      }
      return new Rates(ratios);
    }
  }

  void add(String name, long operations, IntConsumer batch) {
    contestants.add(new Contestant(name, operations, batch));
  }

  /** Rates by name. */
  Map<String, Rates> run() {
    int[] launches = new int[contestants.size()];
    for (int i = 0; i < launches.length; i++) {
      launches[i] = launches(contestants.get(i));
    }
    double[][] rates = new double[launches.length][rounds];
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < launches.length; i++) {
      order.add(i);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i : order) {
        Contestant contestant = contestants.get(i);
        contestant.batch().accept(launches[i]);
        rates[i][round] = contestant.operations() / contestant.nanosPerLaunch(launches[i]);
      }
      Collections.reverse(order);
    }
    Map<String, Rates> byName = new LinkedHashMap<>();
    for (int i = 0; i < launches.length; i++) {
      byName.put(contestants.get(i).name(), new Rates(rates[i]));
    }
    return byName;
  }

  /**
   * Enough for a batch. The shortest launch counts, and until the last three agree the way is not
   * warm: the first launches meet code that is not compiled and memory that is not mapped.
   */
  private int launches(Contestant contestant) {
    long start = System.nanoTime();
    double shortest = Double.MAX_VALUE;
    double[] last = new double[STEADY_LAUNCHES];
    Arrays.fill(last, Double.MAX_VALUE);
    for (int i = 0; !steady(last) && System.nanoTime() - start < PATIENCE_NANOS; i++) {
      double nanos = contestant.nanosPerLaunch(1);
      last[i % STEADY_LAUNCHES] = nanos;
      shortest = Math.min(shortest, nanos);
    }
    return (int) Math.max(1, Math.ceil(batchNanos / shortest));
  }

  private static boolean steady(double[] nanos) {
    double low = Arrays.stream(nanos).min().orElseThrow();
    double high = Arrays.stream(nanos).max().orElseThrow();
    return high < Double.MAX_VALUE && high <= (1 + STEADY_SPREAD) * low;
  }
}
