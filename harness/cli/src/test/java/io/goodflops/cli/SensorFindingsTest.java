package io.goodflops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.engine.host.Checkup.Finding;
import io.goodflops.engine.host.Checkup.Verdict;
import io.goodflops.engine.probe.SensorReport;
import io.goodflops.result.ForkRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SensorFindingsTest {
  private static ForkRecord.Telemetry reading(String... throttleReasons) {
    return new ForkRecord.Telemetry(
        1,
        OptionalDouble.of(1.5e9),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        List.of(throttleReasons));
  }

  /** Vendor code can write the file that this was read from. */
  @Test
  void foreignTextSteersNoTerminal() {
    SensorReport forged =
        new SensorReport(
            List.of(reading("hot\u001b[2J", "high\n")),
            true,
            Map.of("power", "\u001b]0;owned\u0007gone\r\nok       Everything fine"));
    Finding finding = SensorFindings.of("Sensors x:0", Optional.of(forged));
    assertThat(finding.verdict()).isEqualTo(Verdict.OK);
    assertThat(finding.text())
        .isEqualTo(
            "clock 1.50 GHz, throttle hot [2J, high;"
                + " absent: energy, temperature, power (]0;owned gone ok Everything fine)");
  }

  @Test
  void deviceThatDoesNotAnswerHasNoSensors() {
    assertThat(SensorFindings.of("Sensors x:0", Optional.empty()).verdict())
        .isEqualTo(Verdict.ABSENT);
  }
}
