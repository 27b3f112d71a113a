package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.goodflops.ledger.price.Energy;
import io.goodflops.ledger.price.Power;
import io.goodflops.ledger.price.SensorDispute;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Joules of an effective FLOP, and when there are none. */
class EnergyTest {
  private static final double NANOS = 2_000_000;

  @ParameterizedTest
  @CsvSource({
    // forks, samples of power in each, whether that is enough
    "6, 10, true",
    "5, 12, true",
    "5, 11, false",
    "59, 1, false",
    "60, 1, false",
    "30, 2, true",
    "20, 0, false",
  })
  void sixtySamplesAreWanted(int forks, int samples, boolean enough) {
    CaseRecord subject = with(forks, f -> powers(samples, 200));
    Optional<Energy> energy = Energy.of(subject);
    assertThat(energy.isPresent()).isEqualTo(enough);
    energy.ifPresent(
        e -> {
          assertThat(e.power().readings()).isEqualTo(forks * samples);
          assertThat(e.power().counted()).isFalse();
          assertThat(e.watts().value()).isCloseTo(200, withinPercentage(0.001));
          assertThat(e.joulesOfLaunch().value()).isCloseTo(200 * NANOS / 1e9, withinPercentage(1));
          assertThat(e.joulesPerFlop().orElseThrow().value())
              .isCloseTo(200 * NANOS / 1e9 / subject.flops(), withinPercentage(1));
        });
  }

  @Test
  void aCounterThatMovesGoesBeforeSamples() {
    Energy energy = Energy.of(with(3, f -> counts(6, 1, 30))).orElseThrow();
    assertThat(energy.power().counted()).isTrue();
    // 30 J in 0.1 s, though each sample of power says 200 W
    assertThat(energy.watts().value()).isCloseTo(300, withinPercentage(0.001));
  }

  /** Of ten readings, the counter moves at every third: too coarse for a fork. */
  @Test
  void aCounterWithFewStepsIsNotBelieved() {
    assertThat(Energy.of(with(3, f -> counts(10, 3, 30)))).isEmpty();
    assertThat(Power.of(with(6, f -> counts(10, 3, 30))).orElseThrow().counted())
        .as("but there are enough samples")
        .isFalse();
  }

  /** 200 W for 0.1 s are 20 J from reading to reading. */
  @ParameterizedTest
  @CsvSource({"20, false", "99, false", "101, true", "20000, true", "4.1, false", "0.02, true"})
  void sensorsThatContradictEachOtherAreDropped(double step, boolean dropped) {
    CaseRecord subject = with(6, f -> counts(10, 1, step));
    assertThat(Power.of(subject).isEmpty()).isEqualTo(dropped);
    Optional<SensorDispute> dispute = SensorDispute.of(subject.forks());
    assertThat(dispute.isPresent()).isEqualTo(dropped);
    dispute.ifPresent(
        d -> {
          assertThat(d.sampledJoules()).isCloseTo(6 * 9 * 20.0, within(1e-6));
          assertThat(d.countedJoules()).isCloseTo(6 * 9 * step, within(1e-6));
        });
  }

  /** One step of the counter more or less is no contradiction. */
  @Test
  void aCounterThatHardlyMovesContradictsNothing() {
    assertThat(SensorDispute.of(with(1, f -> counts(5, 1, 20000)).forks())).isEmpty();
  }

  @Test
  void aCounterThatWasSetBackIsNotBelieved() {
    assertThat(
            Energy.of(
                with(
                    3,
                    f -> {
                      List<Telemetry> readings = new ArrayList<>(counts(7, 1, 30));
                      readings.add(counts(1, 1, 30).get(0));
                      return readings;
                    })))
        .isEmpty();
  }

  @Test
  void aWrongResultHasNoEnergy() {
    CaseRecord subject = with(6, f -> powers(20, 200));
    assertThat(
            Energy.of(
                Runs.record(
                    "gemm", CaseRecord.Outcome.WRONG, subject.flops(), 1000, subject.forks())))
        .isEmpty();
  }

  private static CaseRecord with(
      int forks, java.util.function.IntFunction<List<Telemetry>> readings) {
    CaseRecord plain = CompareRuns.timed("gemm", NANOS, forks, 0.001);
    List<ForkRecord> all = new ArrayList<>();
    for (int f = 0; f < forks; f++) {
      all.add(Runs.withTelemetry(plain.forks().get(f), readings.apply(f)));
    }
    return CompareRuns.run("a", CompareRuns.withForks(plain, all)).cases().get(0);
  }

  private static List<Telemetry> powers(int n, double watts) {
    List<Telemetry> readings = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      readings.add(reading(i, watts, OptionalDouble.empty()));
    }
    return readings;
  }

  /**
   * A reading each 0.1 s; the counter moves at each {@code every}-th by {@code step} times that.
   */
  private static List<Telemetry> counts(int n, int every, double step) {
    List<Telemetry> readings = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      readings.add(reading(i, 200, OptionalDouble.of(5000 + step * (i - i % every))));
    }
    return readings;
  }

  private static Telemetry reading(int i, double watts, OptionalDouble joules) {
    return new Telemetry(
        i * 100_000_000L,
        OptionalDouble.empty(),
        OptionalDouble.of(watts),
        joules,
        OptionalDouble.empty(),
        List.of());
  }
}
