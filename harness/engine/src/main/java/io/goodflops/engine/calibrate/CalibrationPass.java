package io.goodflops.engine.calibrate;

import io.goodflops.result.CalibrationRecord.BandwidthPoint;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One judged pass over a device's ceilings, as it stands in the journal.
 *
 * @param phase {@code before} or {@code after} the cases, or between two rounds
 * @param othersShare part of the probes' time in which others had the CPU
 */
public record CalibrationPass(
    String device,
    String phase,
    List<ComputePeak> compute,
    List<BandwidthPoint> bandwidth,
    OptionalDouble floorNanos,
    OptionalDouble timerQuantumNanos,
    OptionalDouble clockHertz,
    String deviceClockSource,
    long deviceClockResolutionNanos,
    OptionalDouble othersShare,
    long nanosSpent,
    List<String> notes) {
  /** Phase before the cases. */
  public static final String BEFORE = "before";

  /** Phase between two rounds of cases: compute ceilings only. */
  public static final String BETWEEN = "between rounds";

  /** Phase after the cases. */
  public static final String AFTER = "after";

  public CalibrationPass {
    compute = List.copyOf(compute);
    bandwidth = List.copyOf(bandwidth);
    notes = List.copyOf(notes);
  }

  /** The same pass for the device that the record calls so. */
  public CalibrationPass on(String id) {
    return new CalibrationPass(
        id,
        phase,
        compute,
        bandwidth,
        floorNanos,
        timerQuantumNanos,
        clockHertz,
        deviceClockSource,
        deviceClockResolutionNanos,
        othersShare,
        nanosSpent,
        notes);
  }
}
