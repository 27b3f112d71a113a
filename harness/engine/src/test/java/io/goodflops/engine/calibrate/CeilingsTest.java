package io.goodflops.engine.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.BandwidthPoint;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CeilingsTest {
  private static CalibrationPass pass(String phase, double rate, double bandwidth) {
    return new CalibrationPass(
        "chip:0",
        phase,
        List.of(
            new ComputePeak(
                "FP32",
                "FP32",
                "STRICT",
                Provenance.FMA_CHAIN,
                "fma",
                rate,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                0.01,
                OptionalDouble.of(rate / 10))),
        List.of(
            new BandwidthPoint(
                1 << 20, "copy", bandwidth, OptionalDouble.empty(), OptionalDouble.empty())),
        OptionalDouble.of(rate),
        OptionalDouble.of(30),
        OptionalDouble.of(1e9),
        "host",
        1,
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
    assertThat(joined.bandwidth()).hasSize(1);
    assertThat(joined.bandwidth().get(0).bytesPerSecond()).isEqualTo(7);
    assertThat(joined.dispatchFloorNanos()).hasValue(100);
    assertThat(joined.nanosSpent()).isEqualTo(10);
    assertThat(joined.notes()).containsExactly("before", "after");
  }

  @Test
  void onePassIsEnough() {
    CalibrationRecord joined = Ceilings.join(List.of(pass(CalibrationPass.BEFORE, 100, 7)));
    assertThat(joined.compute().get(0).after()).isEmpty();
  }
}
