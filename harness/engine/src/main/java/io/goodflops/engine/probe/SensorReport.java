package io.goodflops.engine.probe;

import io.goodflops.result.ForkRecord;
import java.util.List;
import java.util.Map;

/**
 * What a device's sensors said.
 *
 * @param readings in order
 * @param throttle whether the device tells why its clock is held back
 * @param absences why sensors are absent, in the device's words
 */
public record SensorReport(
    List<ForkRecord.Telemetry> readings, boolean throttle, Map<String, String> absences) {
  public SensorReport {
    readings = List.copyOf(readings);
    absences = Map.copyOf(absences);
  }
}
