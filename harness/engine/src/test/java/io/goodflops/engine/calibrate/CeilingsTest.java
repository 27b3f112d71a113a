package io.goodflops.engine.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.BandwidthPoint;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CeilingsTest {
  private static CalibrationPass pass(String phase, double rate, double bandwidth) {
    return pass(phase, Provenance.FMA_CHAIN, rate, bandwidth);
  }

  private static CalibrationPass pass(
      String phase, Provenance provenance, double rate, double bandwidth) {
    return new CalibrationPass(
        "chip:0",
        phase,
        List.of(
            new ComputePeak(
                "FP32",
                "FP32",
                "STRICT",
                provenance,
                provenance.name(),
                rate,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                0.01,
                OptionalDouble.of(rate / 10),
                OptionalDouble.of(0.03))),
        List.of(
            new BandwidthPoint(
                1 << 20, "copy", bandwidth, OptionalDouble.empty(), OptionalDouble.empty())),
        OptionalDouble.of(rate),
        OptionalDouble.of(30),
        OptionalDouble.of(1e9),
        "host",
        1,
        OptionalDouble.of(rate / 1000),
        5,
        List.of(phase));
  }

  @Test
  void ceilingIsTheMaximumAndBothPassesAreKept() {
    CalibrationRecord joined =
        Ceilings.join(
            List.of(pass(CalibrationPass.BEFORE, 100, 7), pass(CalibrationPass.AFTER, 120, 6)));
    ComputePeak peak = joined.compute().get(0);
    assertThat(joined.compute()).hasSize(1);
    assertThat(peak.flopsPerSecond()).isEqualTo(120);
    assertThat(peak.before()).hasValue(100);
    assertThat(peak.after()).hasValue(120);
    assertThat(peak.clockHertz()).hasValue(12);
    // inside the passes 3 %, between clocks of 10 and 12: 2/11 of their mean, by n - 1
    assertThat(peak.clockRelativeSpread().getAsDouble())
        .isCloseTo(Math.sqrt(0.03 * 0.03 + 2 / 121.0), within(1e-12));
    assertThat(joined.othersShare()).hasValue(0.1);
    assertThat(joined.bandwidth()).hasSize(1);
    assertThat(joined.bandwidth().get(0).bytesPerSecond()).isEqualTo(7);
    assertThat(joined.dispatchFloorNanos()).hasValue(100);
    assertThat(joined.nanosSpent()).isEqualTo(10);
    assertThat(joined.notes()).containsExactly("before", "after");
  }

  @Test
  void aQuietPassBetweenRoundsDoesNotSpeakForTheBandwidthCurve() {
    CalibrationRecord joined =
        Ceilings.join(
            List.of(pass(CalibrationPass.BEFORE, 100, 7), pass(CalibrationPass.BETWEEN, 10, 6)));
    assertThat(joined.othersShare()).hasValue(0.1);
  }

  /** A probe by one instruction of a matrix unit is none where the vendor's products are faster. */
  @Test
  void aProductThatIsFasterThanAChainIsTheCeiling() {
    CalibrationRecord joined =
        Ceilings.join(
            List.of(
                pass(CalibrationPass.BEFORE, Provenance.FMA_CHAIN, 620, 7),
                pass(CalibrationPass.AFTER, Provenance.BEST_GEMM, 790, 7)));
    assertThat(joined.compute().get(0).provenance()).isEqualTo(Provenance.BEST_GEMM);
    assertThat(joined.compute().get(0).flopsPerSecond()).isEqualTo(790);
  }

  @Test
  void onePassIsEnough() {
    CalibrationRecord joined = Ceilings.join(List.of(pass(CalibrationPass.BEFORE, 100, 7)));
    assertThat(joined.compute().get(0).after()).isEmpty();
  }
}
