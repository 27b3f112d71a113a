package io.goodflops.ledger.compare;

import io.goodflops.ledger.ForkTimes;
import io.goodflops.ledger.Stein;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Repeats a comparison whose truth is known, and counts how often what is said of it is true. */
final class Trials {
  private final int trials;
  private final int resamples;
  private final long seed;

  Trials(int trials, int resamples, long seed) {
    this.trials = trials;
    this.resamples = resamples;
    this.seed = seed;
  }

  /** Draws two arms. */
  interface Arms {
    double[][] draw(Random random);
  }

  /**
   * Shares of all trials.
   *
   * @param covered the interval held the truth
   * @param flagged an arm was called unsteady, so that there was no verdict
   * @param wrong not flagged, and the interval did not hold the truth
   */
  record Coverage(double covered, double flagged, double wrong) {}

  /** How often the 95 % interval of the ratio holds the true one. */
  Coverage coverage(Arms arms, double truth, double precision) {
    int[] counts = new int[3];
    IntStream.range(0, trials)
        .parallel()
        .mapToObj(
            i -> {
              double[][] drawn = arms.draw(new Random(seed + 7919L * i));
              Bounds interval =
                  Ratios.apart(drawn[0], drawn[1], i, resamples).orElseThrow().two95();
              boolean holds = interval.low() <= truth && truth <= interval.high();
              boolean steady =
                  ForkTimes.of(drawn[0], precision).unsteady().isEmpty()
                      && ForkTimes.of(drawn[1], precision).unsteady().isEmpty();
              return new boolean[] {holds, !steady, steady && !holds};
            })
        .toList()
        .forEach(
            trial -> {
              for (int k = 0; k < counts.length; k++) {
                counts[k] += trial[k] ? 1 : 0;
              }
            });
    return new Coverage(share(counts[0]), share(counts[1]), share(counts[2]));
  }

  /** How often a family of equal comparisons is given this claim at least once. */
  double anyClaim(Arms arms, int family, double margin, Claim claim) {
    return share(
        (int)
            IntStream.range(0, trials)
                .parallel()
                .filter(
                    i -> {
                      Random random = new Random(seed + 7919L * i);
                      List<Ratio> ratios = new ArrayList<>();
                      for (int k = 0; k < family; k++) {
                        double[][] drawn = arms.draw(random);
                        ratios.add(Ratios.apart(drawn[0], drawn[1], i, resamples).orElseThrow());
                      }
                      return Claims.of(ratios, margin).contains(claim);
                    })
                .count());
  }

  /** How often a gate over a family of equal cases gives this light to any of them. */
  double anyLight(Arms arms, int family, double margin, boolean paired, Light light) {
    return share(
        (int)
            IntStream.range(0, trials)
                .parallel()
                .filter(
                    i -> {
                      Random random = new Random(seed + 7919L * i);
                      List<Ratio> ratios = new ArrayList<>();
                      for (int k = 0; k < family; k++) {
                        double[][] drawn = arms.draw(random);
                        ratios.add(
                            (paired
                                    ? Ratios.paired(drawn[0], drawn[1])
                                    : Ratios.apart(drawn[0], drawn[1], i, resamples))
                                .orElseThrow());
                      }
                      return Gate.lights(ratios, margin).contains(light);
                    })
                .count());
  }

  private double share(int count) {
    return (double) count / trials;
  }

  /** Two arms of fixed size. */
  static Arms fixed(Law baseline, int n, Law candidate, int m) {
    return random -> new double[][] {baseline.draw(random, n), candidate.draw(random, m)};
  }

  /** Two arms of as many forks as Stein's pilot asks for. */
  static Arms stein(Law baseline, Law candidate, double precision, int most) {
    return random ->
        new double[][] {
          stopped(baseline, random, precision, most), stopped(candidate, random, precision, most)
        };
  }

  private static double[] stopped(Law law, Random random, double precision, int most) {
    double[] all = law.draw(random, most);
    double[] pilot = java.util.Arrays.copyOf(all, Stein.PILOT);
    return java.util.Arrays.copyOf(all, Math.min(most, Stein.forksNeeded(pilot, precision)));
  }

  /** Pairs that share a disturbance: the machine's own, the same for both of a pair. */
  static Arms pairs(Law baseline, Law candidate, int n, double shared) {
    return random -> {
      double[] b = baseline.draw(random, n);
      double[] c = candidate.draw(random, n);
      for (int i = 0; i < n; i++) {
        double machine = Math.exp(shared * random.nextGaussian());
        b[i] *= machine;
        c[i] *= machine;
      }
      return new double[][] {b, c};
    };
  }
}
