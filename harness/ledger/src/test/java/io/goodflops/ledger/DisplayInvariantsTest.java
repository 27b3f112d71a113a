package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Invariants 20, 21, 32 and 33: units, POP factors, amortisation and rounding. */
class DisplayInvariantsTest {

  @Example
  void i20TeraIsTenToTheTwelfth() {
    assertThat(BasisLabels.siRate(1e12, "FLOP/s")).isEqualTo("1.00 TFLOP/s");
    assertThat(BasisLabels.siRate(117.4e9, "FLOP/s")).isEqualTo("117 GFLOP/s");
    assertThat(BasisLabels.siRate(989.4e12, "FLOP/s")).isEqualTo("989 TFLOP/s");
    assertThat(BasisLabels.siRate(999.6e9, "B/s")).isEqualTo("1.00 TB/s");
    assertThat(BasisLabels.siRate(25.13e9, "B/s")).isEqualTo("25.1 GB/s");
  }

  @Property
  void i21FactorsAndLossesAddUpToOne(
      @ForAll @Size(min = 1, max = 16) List<@DoubleRange(min = 0.1, max = 10) Double> useful,
      @ForAll @DoubleRange(min = 0, max = 5) double waiting,
      @ForAll @DoubleRange(min = 0, max = 5) double network) {
    double[] u = useful.stream().mapToDouble(d -> d).toArray();
    double longest = useful.stream().mapToDouble(d -> d).max().getAsDouble();
    double sum = useful.stream().mapToDouble(d -> d).sum();
    double ideal = longest + waiting;
    double runtime = ideal + network;
    PopFactors pop = PopFactors.of(runtime, ideal, u);
    assertThat(pop.parallelEfficiency()).isCloseTo(sum / (u.length * runtime), within(1e-12));
    double losses = pop.losses().values().stream().mapToDouble(d -> d).sum();
    assertThat(losses + pop.parallelEfficiency()).isCloseTo(1, within(1e-12));
    assertThat(pop.loadBalance()).isBetween(1.0 / u.length - 1e-12, 1.0);
    if (u.length == 1) {
      assertThat(pop.losses().get(Category.PARALLEL_IMBALANCE)).isZero();
    }
  }

  @Property
  void i21EqualWorkersAreBalancedAndNoMore(
      @ForAll @IntRange(min = 1, max = 16) int workers,
      @ForAll @DoubleRange(min = 0.1, max = 10) double each) {
    double[] useful = new double[workers];
    Arrays.fill(useful, each);
    PopFactors pop = PopFactors.of(each, each, useful);
    assertThat(pop.loadBalance()).isBetween(1 - 1e-12, 1.0);
    assertThat(pop.losses().get(Category.PARALLEL_IMBALANCE)).isBetween(0.0, 1e-12);
  }

  @Property
  void i32SetUpFadesOverALongerHorizon(
      @ForAll @DoubleRange(min = 0.1, max = 1e4) double setup,
      @ForAll @DoubleRange(min = 1, max = 1e6) double horizon) {
    assertThat(Amortisation.share(setup, horizon * 2))
        .isLessThan(Amortisation.share(setup, horizon));
    assertThat(Amortisation.share(setup, setup * 1e9)).isLessThan(1e-8);
    double share = Amortisation.share(setup, horizon);
    assertThat(Amortisation.horizonSeconds(setup, share))
        .isCloseTo(horizon, within(1e-6 * (horizon + setup)));
  }

  @Property
  void i33DisplayedPercentagesAddUp(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0, max = 1) Double> weights,
      @ForAll @DoubleRange(min = -0.3, max = 0.3) double remainder) {
    double sum = weights.stream().mapToDouble(d -> d).sum() + 1e-3;
    List<Double> shares = new ArrayList<>();
    weights.forEach(w -> shares.add(w / sum * (1 - remainder)));
    shares.add(1e-3 / sum * (1 - remainder));
    shares.add(remainder);
    List<Double> percent = DisplayShares.percent(shares);
    long tenths = percent.stream().mapToLong(p -> Math.round(p * 10)).sum();
    assertThat(tenths).isEqualTo(1000);
    for (int i = 0; i < shares.size(); i++) {
      assertThat(Math.abs(percent.get(i) - 100 * shares.get(i))).isLessThan(0.1 + 1e-9);
    }
  }

  @Example
  void sharesThatDoNotAddUpAreNotRoundedIntoDoingSo() {
    assertThatThrownBy(() -> DisplayShares.percent(List.of(0.5, 0.4)))
        .hasMessageContaining("must be 1");
  }

  @Example
  void everyCategoryHasItsWords() {
    for (Category category : Category.values()) {
      for (Text text :
          List.of(category.label(), category.line(), category.meaning(), category.advice())) {
        assertThat(text.en()).isNotBlank();
        assertThat(text.zh()).isNotBlank().matches(".*\\p{IsHan}.*");
      }
      assertThat(Category.of(category.id())).contains(category);
      assertThat(
              category.avoidable()
                  || category.structural()
                  || category.runOnly()
                  || category == Category.KERNEL_UNDIVIDED)
          .isTrue();
    }
  }
}
