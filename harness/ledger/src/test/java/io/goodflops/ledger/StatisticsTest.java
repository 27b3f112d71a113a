package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.ForkRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void quantilesAreThoseOfTheTables() {
    assertThat(StudentT.twoSided95(2)).isCloseTo(4.303, within(5e-4));
    assertThat(StudentT.twoSided95(14)).isCloseTo(2.145, within(5e-4));
    assertThat(StudentT.twoSidedProbability(2.145, 14)).isCloseTo(0.05, within(5e-5));
  }

  /** Against the definition: sort, then interpolate between neighbours. */
  @Test
  void tailQuantilesAreThoseOfTheSortedValues() {
    Random random = new Random(5);
    for (int n : new int[] {1, 2, 3, 19, 40, 41, 1000}) {
      double[] values = random.doubles(n).map(v -> Math.rint(20 * v) - 10).toArray();
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      for (double p : new double[] {0, 0.025, 0.1, 0.5}) {
        assertThat(Moments.lowerQuantile(values, p)).isEqualTo(sortedQuantile(sorted, p));
        assertThat(Moments.upperQuantile(values, p))
            .isCloseTo(sortedQuantile(sorted, 1 - p), within(1e-9));
      }
    }
  }

  private static double sortedQuantile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int low = (int) Math.floor(at);
    int high = (int) Math.ceil(at);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }

  @Test
  void steinAsksForThePilotFirst() {
    assertThat(Stein.forksNeeded(new double[0], 0.02)).isEqualTo(15);
    assertThat(Stein.forksNeeded(new double[] {1, 2, 3}, 0.02)).isEqualTo(15);
    assertThatThrownBy(() -> Stein.forksNeeded(new double[15], 0))
        .hasMessageContaining("precision");
  }

  @Test
  void steinFollowsItsFormulaAndIsNotMovedByLaterForks() {
    double[] forks =
        IntStream.range(0, 15).mapToDouble(i -> Math.exp(i % 2 == 0 ? 0.05 : -0.05)).toArray();
    double s0 = Moments.logDeviation(forks, 15);
    int expected = (int) Math.ceil(Math.pow(2.14479 * s0 / Math.log(1.02), 2));
    assertThat(expected).isGreaterThan(15);
    assertThat(Stein.forksNeeded(forks, 0.02)).isEqualTo(expected);
    double[] more = DoubleStream.concat(DoubleStream.of(forks), DoubleStream.of(50, 60)).toArray();
    assertThat(Stein.forksNeeded(more, 0.02)).isEqualTo(expected);
    assertThat(Stein.forksNeeded(forks, 0.5)).isEqualTo(15);
  }

  /** 95 % intervals from 3 forks and from Stein's number of forks hold the mean 95 times in 100. */
  @Test
  void intervalsCoverWhatTheyPromise() {
    Random random = new Random(11);
    int runs = 2000;
    int fewHold = 0;
    int steinHold = 0;
    for (int r = 0; r < runs; r++) {
      if (holds(estimate(3, random, 0.05))) {
        fewHold++;
      }
      double[] pilot = IntStream.range(0, 15).mapToDouble(i -> draw(random, 0.05)).toArray();
      int n = Stein.forksNeeded(pilot, 0.02);
      double[] all =
          IntStream.range(0, n).mapToDouble(i -> i < 15 ? pilot[i] : draw(random, 0.05)).toArray();
      TimeEstimate stein = estimate(n, i -> all[i]);
      assertThat(TimeEstimates.relativeHalfWidth(stein)).isLessThan(0.0225);
      if (holds(stein)) {
        steinHold++;
      }
    }
    assertThat((double) fewHold / runs).isBetween(0.935, 0.965);
    assertThat((double) steinHold / runs).isBetween(0.935, 0.965);
  }

  private static double draw(Random random, double noise) {
    return 1e7 * Math.exp(noise * random.nextGaussian());
  }

  private static boolean holds(TimeEstimate time) {
    return time.low() <= 1e7 && 1e7 <= time.high();
  }

  private static TimeEstimate estimate(int forks, Random random, double noise) {
    return estimate(forks, i -> draw(random, noise));
  }

  private static TimeEstimate estimate(int forks, IntFunction<Double> nanos) {
    return TimeEstimates.of(columns(forks, nanos)).orElseThrow();
  }

  private static Columns columns(int forks, IntFunction<Double> nanos) {
    return Columns.of(
        Runs.gemm("gemm-x", Runs.forks(forks, 1, 1, i -> Runs.sample(nanos.apply(i), 1))));
  }

  /**
   * Time of a launch is drawn per fork and per batch; a fork's stolen time too. The intervals of
   * the ledger must hold the shares of the mean launch as often as they say.
   */
  @Test
  void intervalsOfSharesCoverWhatTheyPromise() {
    Random random = new Random(12);
    int runs = 400;
    int effective = 0;
    int stolen = 0;
    for (int r = 0; r < runs; r++) {
      List<ForkRecord> forks = new ArrayList<>();
      for (int f = 0; f < 3; f++) {
        double work = 2e7 * (1 + 0.03 * random.nextGaussian());
        double steal = 2e6 * (1 + 0.2 * random.nextGaussian());
        forks.addAll(
            Runs.forks(
                1,
                8,
                1,
                i -> {
                  double own = work * (1 + 0.01 * random.nextGaussian());
                  return Runs.sample(own + steal, 1, steal, 0, 0);
                }));
      }
      Bootstrap bootstrap = new Bootstrap(Columns.of(Runs.gemm("g", forks)), "g" + r);
      effective += holds(bootstrap, l -> 1 / l.wall(), 1 / 2.2e7) ? 1 : 0;
      stolen += holds(bootstrap, l -> l.steal() / l.wall(), 2e6 / 2.2e7) ? 1 : 0;
    }
    assertThat(effective / (double) runs).isBetween(0.92, 0.98);
    assertThat(stolen / (double) runs).isBetween(0.92, 0.98);
  }

  private static boolean holds(
      Bootstrap bootstrap, ToDoubleFunction<LaunchFigures> share, double truth) {
    double[] shares =
        IntStream.range(0, Bootstrap.REPLICATES)
            .mapToDouble(b -> share.applyAsDouble(bootstrap.replicate(b)))
            .toArray();
    return Moments.lowerQuantile(shares, 0.025) <= truth
        && truth <= Moments.upperQuantile(shares, 0.025);
  }

  @Test
  void theMethodFollowsTheNumberOfForks() {
    Random random = new Random(5);
    assertThat(estimate(15, random, 0.01).method()).isEqualTo("stein");
    assertThat(estimate(15, random, 0.01).indicative()).isFalse();
    assertThat(estimate(14, random, 0.01).method()).isEqualTo("fork-mean-t");
    assertThat(estimate(3, random, 0.01).indicative()).isTrue();
    TimeEstimate two =
        TimeEstimates.of(
                Columns.of(
                    Runs.gemm(
                        "gemm-x", Runs.forks(2, 6, 4, i -> Runs.sample(4 * (1e7 + 1e5 * i), 4)))))
            .orElseThrow();
    assertThat(two.method()).isEqualTo("within-fork");
    assertThat(two.n()).isEqualTo(12);
    assertThat(two.value()).isCloseTo(1e7 + 5.5e5, within(1.0));
  }

  @Test
  void aQuietCaseIsNotDisturbed() {
    Random random = new Random(2);
    assertThat(disturbed(20, i -> draw(random, 0.005))).isEmpty();
  }

  @Test
  void tooFewForksForThePrecisionSaySo() {
    Random random = new Random(2);
    assertThat(disturbed(15, i -> draw(random, 0.2)))
        .anyMatch(s -> s.startsWith("NOT_CONVERGED: ±"));
    assertThat(disturbed(7, i -> draw(random, 0.001)))
        .containsExactly("NOT_CONVERGED: 7 of at least 15 forks");
  }

  @Test
  void twoModesAreSeen() {
    Random random = new Random(2);
    assertThat(disturbed(20, i -> draw(random, 0.003) * (i % 4 == 0 ? 1.15 : 1)))
        .anyMatch(s -> s.startsWith("bimodal: 15 forks near 10"));
  }

  @Test
  void driftOverForksAndInsideThemIsSeen() {
    Random random = new Random(2);
    assertThat(disturbed(20, i -> draw(random, 0.003) * (1 + 0.01 * i)))
        .anyMatch(s -> s.startsWith("drift: +"));
    List<ForkRecord> warming =
        Runs.forks(4, 10, 1, i -> Runs.sample(1e7 * (1 + 0.01 * (i % 10)), 1));
    CaseRecord record =
        Books.close(Runs.run(List.of(), List.of(), Runs.gemm("gemm-x", warming))).cases().get(0);
    assertThat(record.disturbed()).anyMatch(s -> s.startsWith("drift: second half"));
  }

  @Test
  void anUnsettledWarmUpCountsOnlyIfTheTimedBatchesGoOnBecomingFaster() {
    Random random = new Random(4);
    double[] batches = random.doubles(24, 0.98e7, 1.02e7).toArray();
    List<ForkRecord> noisy = Runs.forks(2, 12, 1, i -> Runs.sample(batches[i], 1));
    List<ForkRecord> warming =
        Runs.forks(2, 12, 1, i -> Runs.sample(batches[i] * (i % 12 < 6 ? 1.1 : 1), 1));
    assertThat(restless(noisy)).isEmpty();
    assertThat(restless(warming))
        .containsExactly("no steady state: 2 of 2 forks were timed before warm-up settled");
  }

  private static List<String> restless(List<ForkRecord> forks) {
    List<ForkRecord> unsettled = forks.stream().map(Runs::unsettled).toList();
    return Books.close(Runs.run(List.of(), List.of(), Runs.gemm("gemm-x", unsettled)))
        .cases()
        .get(0)
        .disturbed()
        .stream()
        .filter(s -> s.startsWith("no steady"))
        .toList();
  }

  @Test
  void spikesOfPreemptionAreSkew() {
    List<ForkRecord> spiky =
        Runs.forks(3, 10, 1, i -> Runs.sample(i % 10 == 3 ? 7e7 : 1e7, 1, 0, 0, 0));
    CaseRecord record =
        Books.close(Runs.run(List.of(), List.of(), Runs.gemm("gemm-x", spiky))).cases().get(0);
    assertThat(record.disturbed())
        .containsExactly("skewed: mean time of a batch +60.0 % off its median");
    assertThat(record.timeNanos().orElseThrow().value()).isCloseTo(1.6e7, within(1.0));
  }

  private static List<String> disturbed(int forks, IntFunction<Double> nanos) {
    CaseRecord open =
        Runs.gemm("gemm-x", Runs.forks(forks, 1, 1, i -> Runs.sample(nanos.apply(i), 1)));
    return Books.close(Runs.run(List.of(), List.of(), 40, 0.02, List.of(open)))
        .cases()
        .get(0)
        .disturbed();
  }
}
