package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Telemetry;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Booking;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clock that is held back, for reasons that the device names in part of its readings. */
class ThrottlingTest {
  private static final double PEAK = 150e9;
  private static final double CLOCK = 2e9;
  private static final long FLOPS = 20_000_000;
  private static final int LAUNCHES = 50;

  @ParameterizedTest
  @CsvSource({
    // clock ÷ reference, of ten readings so many by power, heat, both, something else
    "0.8, 10, 0, 0, 0",
    "0.8, 0, 10, 0, 0",
    "0.6, 4, 6, 0, 0",
    "0.9, 3, 3, 4, 0",
    "0.7, 2, 3, 0, 5",
    "0.7, 2, 3, 0, 0",
    "0.5, 0, 0, 0, 10",
  })
  void isGivenBackByItsReasons(double clock, int power, int thermal, int both, int other) {
    List<List<String>> reasons = new ArrayList<>();
    for (int i = 0; i < power; i++) {
      reasons.add(List.of("power"));
    }
    for (int i = 0; i < thermal; i++) {
      reasons.add(List.of("thermal, by the driver"));
    }
    for (int i = 0; i < both; i++) {
      reasons.add(List.of("power", "thermal"));
    }
    for (int i = 0; i < other; i++) {
      reasons.add(List.of("licence"));
    }
    while (reasons.size() < 10) {
      reasons.add(List.of());
    }
    LedgerRecord ledger = close(clock, reasons);
    double lost = 1 - clock;
    assertThat(share(ledger, Category.KERNEL_CLOCK_POWER))
        .isCloseTo(lost * (power + both / 2.0) / 10, within(0.02));
    assertThat(share(ledger, Category.KERNEL_CLOCK_THERMAL))
        .isCloseTo(lost * (thermal + both / 2.0) / 10, within(0.02));
    assertThat(share(ledger, Category.KERNEL_CLOCK))
        .isCloseTo(lost * (10 - power - thermal - both) / 10, within(0.02));
    assertThat(ledger.effective().share()).isCloseTo(clock, within(0.02));
    assertThat(ledger.status()).isEqualTo(LedgerRecord.Status.BALANCED);
  }

  /** Not known is not zero. */
  @Test
  void withoutReasonsTheLossStaysWhole() {
    LedgerRecord ledger = close(0.8, List.of(List.of(), List.of()));
    assertThat(ledger.categories())
        .containsEntry(Category.KERNEL_CLOCK_POWER.id(), java.util.Optional.empty())
        .containsEntry(Category.KERNEL_CLOCK_THERMAL.id(), java.util.Optional.empty());
    assertThat(share(ledger, Category.KERNEL_CLOCK)).isCloseTo(0.2, within(0.02));
  }

  /** What a reading is worth is the time that its clock costs. */
  @Test
  void aClockThatIsHardlyHeldBackWeighsLittle() {
    ForkRecord fork =
        fork(
            0,
            List.of(
                reading(0.5 * CLOCK, List.of("power")), reading(0.95 * CLOCK, List.of("thermal"))));
    ClockCauses causes = ClockCauses.of(List.of(fork), CLOCK);
    assertThat(causes.power()).isCloseTo(1 / (1 + 1 / 0.95 - 1), within(1e-9));
    assertThat(causes.power() + causes.thermal()).isCloseTo(1, within(1e-9));
  }

  private static double share(LedgerRecord ledger, Category category) {
    return ledger.categories().get(category.id()).map(Booking::share).orElseThrow();
  }

  private static LedgerRecord close(double clock, List<List<String>> reasons) {
    List<ForkRecord> forks = new ArrayList<>();
    for (int f = 0; f < 5; f++) {
      List<Telemetry> readings =
          reasons.stream().map(each -> reading(clock * CLOCK, each)).toList();
      forks.add(fork(clock, f, readings));
    }
    CaseRecord open = Runs.record("gemm-hot", CaseRecord.Outcome.MEASURED, FLOPS, 1000, forks);
    return Books.close(
            Runs.run(
                List.of(Runs.device(Runs.declared(PEAK, CLOCK))),
                List.of(
                    Runs.calibration(
                        List.of(Runs.peak(Provenance.FMA_CHAIN, PEAK, 0.001, CLOCK)),
                        Runs.curve(),
                        1)),
                open))
        .cases()
        .get(0)
        .ledger()
        .orElseThrow();
  }

  private static ForkRecord fork(int index, List<Telemetry> readings) {
    return fork(1, index, readings);
  }

  private static ForkRecord fork(double clock, int index, List<Telemetry> readings) {
    double wall = FLOPS / (PEAK * clock) * 1e9 * LAUNCHES;
    List<ForkRecord.Sample> samples = new ArrayList<>();
    for (int b = 0; b < 10; b++) {
      samples.add(Runs.sample(wall * (1 + 0.0005 * ((b + index) % 3 - 1)), LAUNCHES));
    }
    return Runs.withTelemetry(
        Runs.fork(index, CaseRecord.Outcome.MEASURED, LAUNCHES, samples, CLOCK, (long) (wall * 10)),
        readings);
  }

  private static Telemetry reading(double hertz, List<String> reasons) {
    return new Telemetry(
        0,
        OptionalDouble.of(hertz),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        reasons);
  }
}
