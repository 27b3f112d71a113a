package io.goodflops.ledger;

import static io.goodflops.ledger.CompareRuns.NANOS;
import static io.goodflops.ledger.CompareRuns.failed;
import static io.goodflops.ledger.CompareRuns.run;
import static io.goodflops.ledger.CompareRuns.timed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.ledger.compare.Cell;
import io.goodflops.ledger.compare.Claim;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Difference;
import io.goodflops.ledger.compare.Difference.Aspect;
import io.goodflops.ledger.compare.GeometricMean;
import io.goodflops.ledger.compare.Refusal.Why;
import io.goodflops.ledger.compare.Tally;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.RunRecord;
import io.goodflops.result.RunRecord.Evidence;
import io.goodflops.result.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final RunRecord BASE =
      run(
          "base",
          timed("faster", NANOS),
          timed("slower", NANOS),
          timed("equal", NANOS),
          timed("noisy", NANOS, 20, 0.08),
          timed("few", NANOS, 5, 0.01),
          timed("gone", NANOS),
          timed("wrong", NANOS),
          timed("refused", NANOS),
          CompareRuns.suspect(timed("suspect", NANOS)));

  private static final RunRecord OTHER =
      run(
          "other",
          timed("faster", NANOS / 1.2),
          timed("slower", NANOS * 1.2),
          timed("equal", NANOS * 1.0001),
          timed("noisy", NANOS * 0.97, 20, 0.08),
          timed("few", NANOS / 1.2, 5, 0.01),
          failed("wrong", Outcome.WRONG),
          failed("refused", Outcome.UNSUPPORTED),
          timed("suspect", NANOS / 1.2),
          timed("new", NANOS));

  private final Comparison comparison = compare(BASE, OTHER);

  private static Comparison compare(RunRecord... runs) {
    return Comparison.of(List.of(runs), 0, device -> true, 0.02);
  }

  private Cell cell(String workload) {
    return comparison.rows().stream()
        .filter(row -> row.key().workload().equals(workload))
        .findFirst()
        .orElseThrow()
        .cells()
        .get(1);
  }

  @Test
  void claimsWhatTheForksShow() {
    assertThat(cell("faster").claim()).contains(Claim.FASTER);
    assertThat(cell("slower").claim()).contains(Claim.SLOWER);
    assertThat(cell("equal").claim()).contains(Claim.EQUIVALENT);
    assertThat(cell("noisy").claim()).contains(Claim.INCONCLUSIVE);
    assertThat(cell("faster").ratio().orElseThrow().value()).isCloseTo(1.2, within(0.02));
  }

  @Test
  void givesNoVerdictOnWhatIsNotSound() {
    assertThat(why("few")).isEqualTo(Why.INDICATIVE);
    assertThat(why("suspect")).isEqualTo(Why.NO_BASELINE);
    assertThat(cell("few").claim()).isEmpty();
    assertThat(cell("few").ratio().orElseThrow().estimate().orElseThrow().method())
        .isEqualTo("welch-t");
    assertThat(cell("suspect").ratio()).isPresent();
  }

  @Test
  void aBlankCellSaysWhy() {
    assertThat(why("gone")).isEqualTo(Why.NOT_RUN);
    assertThat(why("wrong")).isEqualTo(Why.WRONG);
    assertThat(why("refused")).isEqualTo(Why.UNSUPPORTED);
    for (String blank : List.of("gone", "wrong", "refused")) {
      assertThat(cell(blank).blank()).isTrue();
      assertThat(cell(blank).ratio()).isEmpty();
    }
    assertThat(why("new")).isEqualTo(Why.NO_BASELINE);
    assertThat(cell("new").blank()).isFalse();
  }

  private Why why(String workload) {
    return cell(workload).refusal().orElseThrow().why();
  }

  @Test
  void countsWinsTiesLossesAndCoverage() {
    assertThat(comparison.tally(1)).isEqualTo(new Tally(1, 1, 1, 1, 3, 7, 10));
    assertThat(comparison.tally(0).measured()).isEqualTo(9);
  }

  /** faster, slower, equal, noisy, few: what both have a sound figure for. */
  @Test
  void theGeometricMeanIsOverWhatAllRan() {
    GeometricMean mean = comparison.geometricMean(1).orElseThrow();
    assertThat(mean.rows()).isEqualTo(5);
    double logs = 0;
    for (String name : List.of("faster", "slower", "equal", "noisy", "few")) {
      logs += Math.log(cell(name).ratio().orElseThrow().value());
    }
    assertThat(mean.ratio()).isCloseTo(Math.exp(logs / 5), within(1e-12));
    assertThat(comparison.geometricMean(0)).isEmpty();
  }

  @Test
  void theSameNameForOtherWorkIsNotCompared() {
    CaseRecord more = CompareRuns.ofFlops(timed("gemm", NANOS), 3L << 30);
    Comparison other = compare(run("a", timed("gemm", NANOS)), run("b", more));
    assertThat(other.rows().get(0).cells().get(1).refusal().orElseThrow().why())
        .isEqualTo(Why.OTHER_WORK);
  }

  @Test
  void simulatedDevicesGetNoVerdict() {
    Comparison simulated =
        compare(
            run("a", Evidence.SIMULATED, timed("gemm", NANOS)),
            run("b", Evidence.SIMULATED, timed("gemm", NANOS / 2)));
    assertThat(simulated.rows().get(0).cells().get(1).refusal().orElseThrow().why())
        .isEqualTo(Why.NOT_REAL);
    assertThat(Comparison.mixesEvidence(List.of(BASE, run("s", Evidence.SIMULATED)))).isTrue();
    assertThat(Comparison.mixesEvidence(List.of(BASE, OTHER))).isFalse();
  }

  @Test
  void saysWhatIsNotAlike() {
    Difference forks = difference(Aspect.FORKS);
    assertThat(forks.values()).containsExactly("5–20", "5–20");
    assertThat(forks.alike()).isTrue();
    assertThat(difference(Aspect.POWER_LIMIT).untold()).isTrue();
    Comparison mixed = compare(BASE, run("s", Evidence.SIMULATED, timed("faster", NANOS, 5, 0.01)));
    assertThat(mixed.differences())
        .filteredOn(d -> !d.alike())
        .extracting(Difference::aspect)
        .containsExactly(Aspect.EVIDENCE, Aspect.FORKS);
  }

  private Difference difference(Aspect aspect) {
    return comparison.differences().stream()
        .filter(d -> d.aspect() == aspect)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void refusesWhatCannotBeCompared() {
    refused("share no workload", BASE, run("b", timed("another", NANOS)));
    refused("given twice", BASE, BASE);
    refused("2 to 50 runs", BASE);
    refused("no case on any", BASE, run("empty"));
  }

  private static void refused(String words, RunRecord... runs) {
    assertThatThrownBy(() -> compare(runs))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(words);
  }

  @Test
  void twoModesGetNoVerdict() {
    CaseRecord modes =
        CompareRuns.named(
            "gemm",
            Runs.record(
                "gemm",
                Outcome.MEASURED,
                2L << 30,
                3L << 22,
                Runs.forks(20, 6, 1, i -> Runs.sample(NANOS * (i / 6 % 4 == 0 ? 1.15 : 1), 1))));
    Comparison two = compare(run("a", timed("gemm", NANOS * 1.3)), run("b", modes));
    Cell cell = two.rows().get(0).cells().get(1);
    assertThat(cell.claim()).isEmpty();
    assertThat(cell.refusal().orElseThrow().why()).isEqualTo(Why.UNSTEADY);
    assertThat(cell.refusal().orElseThrow().detail()).startsWith("bimodal");
  }
}
