package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.LedgerRecord.Share;
import io.goodflops.result.RankRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TogetherBooksTest {
  private static final CaseRecord ALONE = Runs.gemm("gemm-1@" + Runs.DEVICE, forks(3, 1e6));

  @Test
  void efficiencyIsTheRatioOfTheRates() {
    RankRecord closed = close(List.of(1.25e6, 1.25e6, 1.25e6), List.of(1.0, 0.98, 1.0));
    assertThat(closed.efficiency().orElseThrow().share()).isCloseTo(0.8, within(1e-9));
    assertThat(closed.overlapShare().orElseThrow()).isCloseTo(0.9933, within(1e-4));
    assertThat(closed.togetherNanos().orElseThrow().n()).isEqualTo(3);
    assertThat(closed.reason()).isEmpty();
  }

  @Test
  void roundWithoutTheOthersDoesNotCount() {
    RankRecord closed = close(List.of(1.25e6, 1e6), List.of(0.95, 0.2));
    assertThat(closed.efficiency().orElseThrow().share()).isCloseTo(0.8, within(1e-9));
    assertThat(closed.overlapShare().orElseThrow()).isCloseTo(0.95, within(1e-9));
    assertThat(closed.reason()).startsWith("1 of 2 rounds do not count: ");
  }

  @Test
  void whereNoRoundCountsThereIsAReasonInsteadOfARatio() {
    RankRecord closed = close(List.of(1.25e6), List.of(0.5));
    assertThat(closed.efficiency()).isEmpty();
    assertThat(closed.overlapShare()).isEmpty();
    assertThat(closed.reason())
        .isEqualTo(
            "1 of 1 rounds do not count: the others were at work beside it for 50 % of its time,"
                + " 90 % is the least");
  }

  @Test
  void besideAWrongResultThereIsNoRatio() {
    CaseRecord right = timed(rank(List.of(1.25e6), List.of(1.0), List.of()));
    CaseRecord other = onDevice("other:0", Outcome.WRONG);
    RankRecord closed = TogetherBooks.close(List.of(right, other)).get(0).ranks().get(0);
    assertThat(closed.efficiency()).isEmpty();
    assertThat(closed.togetherNanos()).isPresent();
    assertThat(closed.reason()).startsWith("beside it the result of other:0 was wrong");
    CaseRecord honest = onDevice("other:0", Outcome.MEASURED);
    assertThat(TogetherBooks.close(List.of(right, honest)).get(0).ranks().get(0).efficiency())
        .isPresent();
  }

  private static CaseRecord onDevice(String device, Outcome outcome) {
    RankRecord rank = rank(List.of(1.25e6), List.of(1.0), List.of());
    return Runs.record(
            "gemm-1@" + device, device, Outcome.MEASURED, 2L << 30, 3L << 22, forks(3, 1e6))
        .withRanks(
            List.of(
                new RankRecord(
                    1,
                    rank.host(),
                    device,
                    List.of(ALONE.device()),
                    1,
                    0,
                    1,
                    outcome,
                    "",
                    List.of(),
                    rank.forks(),
                    rank.overlapShares(),
                    Optional.empty(),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())));
  }

  @Test
  void suspectTimesGiveNoRatio() {
    RankRecord rank = rank(List.of(1.25e6), List.of(1.0), List.of("claims too much"));
    RankRecord closed = TogetherBooks.close(timed(rank)).ranks().get(0);
    assertThat(closed.efficiency()).isEmpty();
    assertThat(closed.togetherNanos()).isPresent();
  }

  @Test
  void intervalJoinsBoth() {
    Share exact = TogetherBooks.ratio(time(100, 100, 100), time(200, 200, 200));
    assertThat(exact).isEqualTo(new Share(0.5, 0.5, 0.5));
    Share one = TogetherBooks.ratio(time(100, 90, 110), time(200, 200, 200));
    assertThat(one.low()).isCloseTo(0.45, within(1e-9));
    assertThat(one.high()).isCloseTo(0.55, within(1e-9));
    Share both = TogetherBooks.ratio(time(100, 90, 110), time(200, 180, 220));
    assertThat(both.low()).isLessThan(one.low()).isGreaterThan(0.45 * 0.9);
    assertThat(both.high()).isGreaterThan(one.high()).isLessThan(0.55 / 0.9);
  }

  @Test
  void closingTwiceChangesNothing() {
    CaseRecord once = TogetherBooks.close(timed(rank(List.of(1.25e6), List.of(1.0), List.of())));
    assertThat(TogetherBooks.close(once)).isEqualTo(once);
  }

  @Test
  void efficiencyOfAllIsThatOfTheSumOfTheRates() {
    RankRecord fast = close(List.of(1.25e6), List.of(1.0));
    RankRecord slow = close(List.of(2e6), List.of(1.0));
    Together both = new Together(List.of(timed(fast), timed(slow)));
    assertThat(both.efficiency().orElseThrow()).isCloseTo(0.65, within(1e-9));
    assertThat(both.spread().orElseThrow()).isCloseTo(0.3, within(1e-9));
    Together broken = new Together(List.of(timed(fast), timed(close(List.of(2e6), List.of(0.1)))));
    assertThat(broken.efficiency()).isEmpty();
  }

  private static RankRecord close(List<Double> launchNanos, List<Double> shares) {
    return TogetherBooks.close(timed(rank(launchNanos, shares, List.of()))).ranks().get(0);
  }

  private static CaseRecord timed(RankRecord rank) {
    return ALONE
        .withRanks(List.of(rank))
        .withLedgers(
            Optional.of(time(1e6, 1e6, 1e6)),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  private static RankRecord rank(
      List<Double> launchNanos, List<Double> shares, List<String> suspect) {
    List<ForkRecord> forks = new ArrayList<>();
    for (double nanos : launchNanos) {
      forks.addAll(forks(1, nanos));
    }
    return new RankRecord(
        0,
        "local",
        ALONE.device(),
        List.of("other:0"),
        1,
        0,
        forks.size(),
        Outcome.MEASURED,
        "",
        suspect,
        forks,
        shares,
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static List<ForkRecord> forks(int n, double launchNanos) {
    return Runs.forks(n, 5, 10, i -> Runs.sample(10 * launchNanos, 10));
  }

  private static TimeEstimate time(double value, double low, double high) {
    return new TimeEstimate(value, low, high, 0.95, 3, "fork-mean-t", true);
  }
}
