package io.goodflops.ledger;

import static io.goodflops.ledger.CompareRuns.NANOS;
import static io.goodflops.ledger.CompareRuns.failed;
import static io.goodflops.ledger.CompareRuns.run;
import static io.goodflops.ledger.CompareRuns.timed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.goodflops.ledger.compare.Bounds;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.price.CaseCost;
import io.goodflops.ledger.price.Estimate;
import io.goodflops.ledger.price.Missing;
import io.goodflops.ledger.price.Pricing;
import io.goodflops.ledger.price.Weighing;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Telemetry;
import io.goodflops.result.Prices;
import io.goodflops.result.Prices.Item;
import io.goodflops.result.Prices.Offer;
import io.goodflops.result.Profile;
import io.goodflops.result.Profile.Part;
import io.goodflops.result.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PricingTest {
  /** PFLOP/s of a launch of {@link CompareRuns#NANOS}. */
  private static final double RATE = (2L << 30) / NANOS / 1e6;

  private static Item item(double price, String per) {
    return new Item(
        "card",
        OptionalDouble.of(price),
        OptionalDouble.empty(),
        Optional.of(per),
        Optional.empty());
  }

  /** One unit of money for each hour in which the device is there, half of which it works. */
  private static Prices prices(OptionalDouble tariff, OptionalDouble idleWatts, Item... items) {
    return new Prices(
        Optional.of("CNY"),
        Optional.of("2026-11-28"),
        Optional.of("lab"),
        OptionalDouble.of(2),
        OptionalDouble.of(8000),
        OptionalDouble.of(0.5),
        tariff,
        OptionalDouble.of(1.25),
        List.of(new Offer(List.of("EP*"), List.of(items), idleWatts, Optional.empty())));
  }

  private static Comparison comparison(CaseRecord baseline, CaseRecord other) {
    return Comparison.of(List.of(run("a", baseline), run("b", other)), 0, d -> true, 0.02);
  }

  private static CaseCost cost(Prices prices, CaseRecord subject) {
    Comparison comparison = comparison(timed("gemm", NANOS), subject);
    return Pricing.of(comparison, prices, "").costs().get(0).get(1);
  }

  /** Its power, and an energy counter if {@code counted}. */
  private static CaseRecord drawing(CaseRecord c, double watts, double counted) {
    List<ForkRecord> forks = new ArrayList<>();
    for (ForkRecord f : c.forks()) {
      List<Telemetry> readings = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        readings.add(
            new Telemetry(
                i * 1_000_000_000L,
                OptionalDouble.empty(),
                OptionalDouble.of(watts),
                counted > 0 ? OptionalDouble.of(1000 + i * counted) : OptionalDouble.empty(),
                OptionalDouble.empty(),
                List.of()));
      }
      forks.add(Runs.withTelemetry(f, readings));
    }
    return CompareRuns.withForks(c, forks);
  }

  private static Estimate value(io.goodflops.ledger.price.Priced priced) {
    assertThat(priced.missing()).isEmpty();
    return priced.value().orElseThrow();
  }

  @Test
  void lineItemsAreSpreadOverTheHoursOfWork() {
    for (Item item : List.of(item(16000, "once"), item(8000, "year"), item(1, "hour"))) {
      CaseCost cost =
          cost(prices(OptionalDouble.empty(), OptionalDouble.empty(), item), timed("gemm", NANOS));
      Estimate items = value(cost.items());
      assertThat(items.value()).isCloseTo(2 / RATE, withinPercentage(1));
      Bounds interval = items.interval().orElseThrow();
      assertThat(interval.low()).isLessThan(items.value());
      assertThat(interval.high()).isGreaterThan(items.value());
      assertThat(interval.high() / interval.low() - 1).isBetween(0.002, 0.02);
    }
  }

  @Test
  void electricityNeedsMeasuredPowerAndNeverARating() {
    Prices prices = prices(OptionalDouble.of(0.8), OptionalDouble.of(50), item(0, "hour"));
    CaseCost blind = cost(prices, timed("gemm", NANOS));
    assertThat(blind.total().missing()).containsExactly(Missing.MEASURED_POWER);
    assertThat(blind.energy().missing()).containsExactly(Missing.MEASURED_POWER);
    assertThat(value(blind.items()).value()).isZero();
    CaseCost seen = cost(prices, drawing(timed("gemm", NANOS), 200, 0));
    assertThat(value(seen.energy()).value()).isCloseTo(200 / RATE, withinPercentage(1));
    // 0.2 kW at work and 0.05 kW beside each hour of work
    assertThat(value(seen.total()).value())
        .isCloseTo(0.25 * 1.25 * 0.8 / RATE, withinPercentage(1));
    CaseCost counted = cost(prices, drawing(timed("gemm", NANOS), 200, 300));
    assertThat(value(counted.energy()).value()).isCloseTo(300 / RATE, withinPercentage(1));
  }

  @Test
  void whatIsMissingIsNamed() {
    CaseRecord seen = drawing(timed("gemm", NANOS), 200, 0);
    Prices nothing =
        new Prices(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            List.of(
                new Offer(
                    List.of("*"),
                    List.of(item(1, "once")),
                    OptionalDouble.empty(),
                    Optional.empty())));
    assertThat(cost(nothing, seen).total().missing())
        .containsExactly(
            Missing.CURRENCY,
            Missing.DATE,
            Missing.REGION,
            Missing.YEARS,
            Missing.HOURS,
            Missing.UTILISATION,
            Missing.TARIFF,
            Missing.PUE);
    assertThat(value(cost(nothing, seen).energy()).value()).isPositive();
    Prices busy = prices(OptionalDouble.of(1), OptionalDouble.empty(), item(1, "hour"));
    assertThat(cost(busy, seen).total().missing()).containsExactly(Missing.IDLE_POWER);
    CaseCost wrong = cost(busy, failed("gemm", Outcome.WRONG));
    assertThat(wrong.items().missing()).containsExactly(Missing.FIGURE);
    assertThat(wrong.money().parts()).isEmpty();
    Prices others =
        new Prices(
            busy.currency(),
            busy.date(),
            busy.region(),
            busy.years(),
            busy.hoursPerYear(),
            busy.utilisation(),
            busy.tariffPerKwh(),
            busy.pue(),
            List.of(
                new Offer(
                    List.of("npu:*"),
                    List.of(item(1, "hour")),
                    OptionalDouble.empty(),
                    Optional.empty())));
    assertThat(cost(others, seen).items().missing()).containsExactly(Missing.OFFER);
  }

  @Test
  void theMoneyOfAYearIsAllDividedUp() {
    Prices prices = prices(OptionalDouble.of(0.8), OptionalDouble.of(50), item(1, "hour"));
    CaseCost cost = cost(prices, drawing(timed("gemm", NANOS), 200, 0));
    double electricity = (0.2 * 4000 + 0.05 * 4000) * 1.25 * 0.8;
    assertThat(cost.money().withoutElectricity()).isEmpty();
    assertThat(cost.money().parts()).hasSize(Group.SIX.size() + 1);
    assertThat(cost.money().parts().stream().mapToDouble(p -> p.money().value()).sum())
        .isCloseTo(8000 + electricity, within(1e-6));
    Estimate effective = cost.money().parts().get(0).money();
    assertThat(effective.value() / (4000 + 0.2 * 4000))
        .isCloseTo(RATE * 1e15 / Runs.PEAK, within(0.01));
    assertThat(effective.interval().orElseThrow().high()).isGreaterThan(effective.value());
    CaseCost blind = cost(prices, timed("gemm", NANOS));
    assertThat(blind.money().withoutElectricity()).containsExactly(Missing.MEASURED_POWER);
    assertThat(blind.money().parts().stream().mapToDouble(p -> p.money().value()).sum())
        .isCloseTo(8000, within(1e-6));
  }

  private static Profile profile(Part... parts) {
    return new Profile("mix", Optional.empty(), Optional.empty(), "test", List.of(parts));
  }

  private static Part part(String workload, double count) {
    return new Part(workload, Optional.empty(), OptionalDouble.of(count), Optional.empty());
  }

  @Test
  void aMixIsTheSumOfCountsTimesMeans() {
    Comparison comparison =
        Comparison.of(
            List.of(
                run("a", timed("gemm", NANOS * 2), timed("other", NANOS * 4)),
                run("b", timed("gemm", NANOS), timed("other", NANOS * 4))),
            0,
            d -> true,
            0.02);
    Prices prices = prices(OptionalDouble.empty(), OptionalDouble.empty(), item(1, "hour"));
    Weighing mix =
        Weighing.of(
            comparison,
            profile(part("gemm", 100), part("other", 3)),
            "",
            Optional.of(Pricing.of(comparison, prices, "")));
    Weighing.Total one = mix.totals().get(0);
    Weighing.Total two = mix.totals().get(1);
    assertThat(one.nanos().orElseThrow().value()).isCloseTo(212 * NANOS, withinPercentage(1));
    assertThat(two.overBaseline().orElseThrow().value())
        .isCloseTo(212.0 / 112, withinPercentage(1));
    Bounds interval = two.overBaseline().orElseThrow().interval().orElseThrow();
    assertThat(interval.low()).isLessThan(212.0 / 112);
    assertThat(interval.high()).isGreaterThan(212.0 / 112);
    assertThat(one.items().orElseThrow().value())
        .isCloseTo(212 * NANOS / 3.6e12 * 2, withinPercentage(1));
    assertThat(one.cost()).isEmpty();
  }

  @Test
  void aMixLacksWhatNobodyMeasured() {
    Comparison comparison = comparison(timed("gemm", NANOS), failed("gemm", Outcome.CRASHED));
    Weighing mix = Weighing.of(comparison, profile(part("gemm", 1)), "", Optional.empty());
    assertThat(mix.totals().get(0).nanos()).isPresent();
    assertThat(mix.totals().get(1).nanos()).isEmpty();
    assertThat(mix.totals().get(1).missing()).containsExactly("gemm");
    Weighing more =
        Weighing.of(comparison, profile(part("gemm", 1), part("x", 1)), "", Optional.empty());
    assertThat(more.totals().get(0).missing()).containsExactly("x");
  }

  @Test
  void aMixMustSayWhichLaneItMeans() {
    CaseRecord packed = CompareRuns.inLane(timed("gemm", NANOS), "packed");
    Comparison comparison =
        Comparison.of(
            List.of(run("a", timed("gemm", NANOS), packed), run("b", timed("gemm", NANOS))),
            0,
            d -> true,
            0.02);
    assertThatThrownBy(
            () -> Weighing.of(comparison, profile(part("gemm", 1)), "", Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("plain, packed; say which it means");
  }
}
