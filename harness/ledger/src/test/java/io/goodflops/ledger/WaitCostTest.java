package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.RunRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitCostTest {
  @Test
  void threadsThatWaitOneAtATimeCostTheLaunchTheirSum() {
    assertThat(cost(2, 2.0)).isCloseTo(2, within(1e-6));
    assertThat(cost(4, 2.0)).isCloseTo(2, within(1e-6));
  }

  @Test
  void threadsThatWaitTogetherCostItOnce() {
    assertThat(cost(2, 1.0)).isCloseTo(1, within(1e-6));
  }

  @Test
  void itIsNeverLessThanTheMeanNorMoreThanTheSum() {
    assertThat(cost(2, 0.1)).isEqualTo(1);
    assertThat(cost(2, 9.0)).isEqualTo(2);
    assertThat(cost(1, 9.0)).isEqualTo(1);
  }

  @Test
  void forksOfOtherSpeedsDoNotTellOnIt() {
    List<ForkRecord> forks =
        Runs.forks(
            2, 5, 10, i -> Runs.sample(i < 5 ? 1e8 : 3e8, 10, 0, (i < 5 ? 1e6 : 9e6) + i % 5, 0));
    assertThat(WaitCost.of(forks, 4)).isEqualTo(1);
  }

  @Test
  void whatIsBookedAsTakenByOthersIsWhatTheLaunchLost() {
    assertThat(preempted(2, 2)).isCloseTo(2 * MEAN_WAIT / MEAN_WALL, within(1e-6));
    assertThat(preempted(2, 1)).isCloseTo(MEAN_WAIT / (MEAN_WALL - MEAN_WAIT), within(1e-6));
    assertThat(preempted(1, 2)).isCloseTo(MEAN_WAIT / MEAN_WALL, within(1e-6));
  }

  private static final double MEAN_WAIT = 2e6;
  private static final double MEAN_WALL = 1e8 + 2 * MEAN_WAIT;

  private static double preempted(int threads, double slope) {
    CaseRecord subject = Runs.gemm("gemm-x", forks(slope, 0));
    RunRecord run =
        Runs.run(
            List.of(Runs.hostDevice(threads, Runs.declared(Runs.PEAK, 0))), List.of(), subject);
    LedgerRecord ledger = Books.close(run).cases().get(0).ledger().orElseThrow();
    return ledger.categories().get(Category.AVAILABILITY_PREEMPTED.id()).orElseThrow().share();
  }

  private static double cost(int threads, double slope) {
    return WaitCost.of(forks(slope, 1), threads);
  }

  /** Batches of ten launches that each wait 0 to 4 ms, the forks of one speed or not. */
  private static List<ForkRecord> forks(double slope, double differ) {
    return Runs.forks(
        3,
        5,
        10,
        i -> {
          int fork = i / 5;
          double wait = i % 5 * MEAN_WAIT / 2;
          return Runs.sample(1e8 * (1 + differ * fork) + slope * wait, 10, 0, wait, 0);
        });
  }
}
