package io.goodflops.ledger.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Short, seeded simulations; {@link ComparisonSimulation} has the long ones. */
class ComparisonStatisticsTest {
  private static final double MEAN = 1e7;
  private static final double RATIO = 1.1;

  /** Three standard errors of the share of 1,500 trials are 1.7 %. */
  private final Trials trials = new Trials(1500, 399, 4711);

  @Test
  void intervalsOfNormalForksHoldTheTruth() {
    assertThat(covered(Law.normal(MEAN, 0.05), Law.normal(MEAN / RATIO, 0.05)).covered())
        .isBetween(0.933, 0.967);
  }

  @Test
  void intervalsOfLogNormalForksHoldTheTruth() {
    assertThat(covered(Law.logNormal(MEAN, 0.2), Law.logNormal(MEAN / RATIO, 0.2)).covered())
        .isBetween(0.933, 0.967);
  }

  @Test
  void twoModesAndDriftAreCoveredOrFlagged() {
    Law modes = Law.twoModes(MEAN, 0.2, 0.15, 0.005);
    Trials.Coverage two = covered(modes, Law.twoModes(MEAN / RATIO, 0.2, 0.15, 0.005));
    assertThat(two.flagged()).isGreaterThan(0.9);
    assertThat(two.wrong()).isLessThan(0.05);
    Trials.Coverage drift =
        covered(Law.drifting(MEAN, 0.1, 0.01), Law.drifting(MEAN / RATIO, 0.1, 0.01));
    assertThat(drift.flagged()).isGreaterThan(0.99);
    assertThat(drift.wrong()).isLessThan(0.01);
  }

  private Trials.Coverage covered(Law baseline, Law candidate) {
    return trials.coverage(Trials.fixed(baseline, 15, candidate, 15), RATIO, 0.02);
  }

  @Test
  void aPageOfTenCasesAtTheMarginHasAFalseClaimInOneOfTwenty() {
    Trials.Arms margin =
        Trials.fixed(Law.normal(MEAN, 0.01), 15, Law.normal(MEAN / 1.02, 0.01), 15);
    Trials fewer = new Trials(500, 399, 12);
    assertThat(fewer.anyClaim(margin, 10, 0.02, Claim.FASTER)).isLessThan(0.055);
    assertThat(fewer.anyClaim(margin, 10, 0.02, Claim.EQUIVALENT)).isLessThan(0.08);
  }

  @Test
  void theGateStaysOpenForEqualsAndClosesOnWhatIsSlower() {
    assertThat(light(1, Light.FAIL)).isLessThan(0.002);
    assertThat(light(1.03, Light.FAIL)).isBetween(0.03, 0.065);
    assertThat(light(1.05, Light.FAIL)).isGreaterThan(0.95);
    assertThat(light(1, Light.PASS)).isGreaterThan(0.99);
  }

  private double light(double slower, Light light) {
    return trials.anyLight(
        Trials.fixed(Law.normal(MEAN, 0.01), 15, Law.normal(MEAN * slower, 0.01), 15),
        1,
        0.03,
        false,
        light);
  }

  @Test
  void pairsTakeOutWhatDisturbsBoth() {
    Law law = Law.normal(MEAN, 0.01);
    Trials.Arms arms = Trials.pairs(law, Law.normal(MEAN * 1.06, 0.01), 15, 0.1);
    assertThat(trials.anyLight(arms, 1, 0.03, true, Light.FAIL)).isGreaterThan(0.95);
    assertThat(trials.anyLight(arms, 1, 0.03, false, Light.FAIL)).isLessThan(0.5);
  }

  @Test
  void whatDoesNotScatterHasAnIntervalWithoutWidth() {
    double[] slow = DoubleStream.generate(() -> 2e6).limit(15).toArray();
    double[] fast = DoubleStream.generate(() -> 1e6).limit(15).toArray();
    Ratio ratio = Ratios.apart(slow, fast, 1).orElseThrow();
    assertThat(ratio.two95()).isEqualTo(new Bounds(ratio.value(), ratio.value()));
    assertThat(ratio.value()).isCloseTo(2, within(1e-12));
    assertThat(Claims.of(List.of(ratio), 0.02)).containsExactly(Claim.FASTER);
  }

  @Test
  void fewForksHaveAWelchIntervalAndFewerNone() {
    double[] three = {1.00e6, 1.01e6, 1.03e6};
    double[] four = {0.50e6, 0.52e6, 0.51e6, 0.50e6};
    Ratio ratio = Ratios.apart(three, four, 1).orElseThrow();
    assertThat(ratio.method()).isEqualTo("welch-t");
    assertThat(ratio.two95().low()).isLessThan(ratio.two90().low());
    assertThat(Ratios.apart(new double[] {1, 2}, four, 1)).isEmpty();
  }

  /** By hand: means 1.01333e6 and 0.5075e6; variances of the means, relative to them, summed. */
  @Test
  void theWelchIntervalIsThatOfTheFormula() {
    double[] three = {1.00e6, 1.02e6, 1.02e6};
    double[] four = {0.50e6, 0.52e6, 0.51e6, 0.50e6};
    double a = (1.3333333e8 / 3) / (1.0133333e6 * 1.0133333e6);
    double b = (9.1666667e7 / 4) / (0.5075e6 * 0.5075e6);
    double degrees = (a + b) * (a + b) / (a * a / 2 + b * b / 3);
    Ratio ratio = Ratios.apart(three, four, 1).orElseThrow();
    assertThat(ratio.error()).isCloseTo(Math.sqrt(a + b), within(1e-8));
    assertThat(ratio.degrees()).isCloseTo(degrees, within(1e-5));
    assertThat(ratio.value()).isCloseTo(1.0133333 / 0.5075, within(1e-6));
  }

  @Test
  void theSameForksAndSeedGiveTheSameInterval() {
    Random random = new Random(3);
    double[] a = Law.normal(MEAN, 0.02).draw(random, 15);
    double[] b = Law.normal(MEAN, 0.02).draw(random, 15);
    assertThat(Ratios.apart(a, b, 9)).isEqualTo(Ratios.apart(a, b, 9));
  }

  /** Holm 1979: the smallest of k chances counts k times, the next k − 1 times, none less. */
  @Test
  void holmStepsDown() {
    assertThat(Holm.adjusted(new double[] {0.04, 0.01, 0.03, 0.5}))
        .containsExactly(new double[] {0.09, 0.04, 0.09, 0.5}, within(1e-12));
    assertThat(Holm.adjusted(new double[0])).isEmpty();
  }
}
