package io.goodflops.result;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Ceilings that were measured on a device, before and after its cases.
 *
 * @param bandwidth one point for each working-set size, ascending, at least 8 when complete
 * @param dispatchFloorNanos time of the smallest launch, enqueued back to back
 * @param timerQuantumNanos smallest step of the clock that times batches
 * @param clockHertz real clock of the compute units, by a dependent chain or the device's sensor
 * @param deviceClockResolutionNanos stated by the device for its marks
 * @param othersShare part of the probes' time in which the hypervisor or other threads had the CPU,
 *     in the quieter of the passes before and after; empty for a device that is no host thread
 * @param nanosSpent wall time that calibration took
 */
public record CalibrationRecord(
    String device,
    List<ComputePeak> compute,
    List<BandwidthPoint> bandwidth,
    OptionalDouble dispatchFloorNanos,
    OptionalDouble timerQuantumNanos,
    OptionalDouble clockHertz,
    String deviceClockSource,
    long deviceClockResolutionNanos,
    OptionalDouble othersShare,
    long nanosSpent,
    List<String> notes) {
  public CalibrationRecord {
    compute = List.copyOf(compute);
    bandwidth = List.copyOf(bandwidth);
    notes = List.copyOf(notes);
  }

  /**
   * The attainable rate of one compute mode: the maximum of before and after.
   *
   * @param provenance how it was found
   * @param workload the op that gave it
   * @param relativeSpread standard deviation ÷ mean of the fastest quarter of the batches
   * @param clockHertz real clock while it was measured
   * @param clockRelativeSpread standard deviation ÷ mean of that clock, over readings before and
   *     after the probe in every pass; empty for fewer than two readings
   */
  public record ComputePeak(
      String storage,
      String accumulate,
      String mathMode,
      Provenance provenance,
      String workload,
      double flopsPerSecond,
      OptionalDouble before,
      OptionalDouble after,
      double relativeSpread,
      OptionalDouble clockHertz,
      OptionalDouble clockRelativeSpread) {}

  /** How an attainable peak was found. */
  public enum Provenance {
    /**
     * Register-resident chain of multiply-adds, or of a matrix unit's products: see the workload.
     */
    FMA_CHAIN,
    /** Best verified GEMM of a sweep: then software gap and limit stay undivided. */
    BEST_GEMM
  }

  /**
   * One point of the bandwidth curve.
   *
   * @param op the stream op that was fastest here
   * @param bytesPerSecond algorithmic bytes ÷ time, the maximum of before and after
   */
  public record BandwidthPoint(
      long workingSetBytes,
      String op,
      double bytesPerSecond,
      OptionalDouble before,
      OptionalDouble after) {}
}
