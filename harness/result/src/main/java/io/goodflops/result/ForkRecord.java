package io.goodflops.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One fresh child process that ran a case.
 *
 * @param index 0-based within the case
 * @param seed of the random inputs
 * @param outcome MEASURED, or why this fork's samples do not count
 * @param launchesPerBatch N of every batch
 * @param samples timed batches, in order
 * @param warmup batches before them
 * @param lifecycle what the process spent outside timed batches, by phase: {@code jvm}, {@code
 *     open}, {@code compile}, {@code data}, {@code verify}, {@code warmup}, {@code trace}, {@code
 *     teardown}
 * @param trace one extra batch with device marks around every launch
 * @param peakMemoryBytes largest resident set of the process
 * @param step the ops of a program, one by one, if the case is one and this fork looked at them
 */
public record ForkRecord(
    int index,
    long seed,
    String startedAt,
    CaseRecord.Outcome outcome,
    String reason,
    int launchesPerBatch,
    List<Sample> samples,
    Warmup warmup,
    Map<String, Long> lifecycle,
    Optional<Trace> trace,
    List<Telemetry> telemetry,
    OptionalLong peakMemoryBytes,
    long wallNanos,
    Optional<StepRecord> step) {
  public ForkRecord {
    samples = List.copyOf(samples);
    lifecycle = Map.copyOf(lifecycle);
    telemetry = List.copyOf(telemetry);
  }

  /** The same fork with what else was spent on it. */
  public ForkRecord spent(Map<String, Long> lifecycleNow, long wallNanosNow) {
    return new ForkRecord(
        index,
        seed,
        startedAt,
        outcome,
        reason,
        launchesPerBatch,
        samples,
        warmup,
        lifecycleNow,
        trace,
        telemetry,
        peakMemoryBytes,
        wallNanosNow,
        step);
  }

  /**
   * One timed batch.
   *
   * @param wallNanos from before the first enqueue to after the finish, host clock
   * @param deviceNanos between marks before and after the batch, device clock; empty if the device
   *     has no clock of its own
   * @param launches how many launches the batch held
   * @param cpuNanos CPU time of the whole process in the batch
   * @param stealNanos time the hypervisor took away, as wall time of the device's CPUs
   * @param waitNanos time the compute threads waited for a CPU, as wall time of the device's CPUs
   * @param pauseNanos garbage collection and other runtime pauses
   */
  public record Sample(
      long wallNanos,
      OptionalLong deviceNanos,
      int launches,
      OptionalLong cpuNanos,
      OptionalLong stealNanos,
      OptionalLong waitNanos,
      long pauseNanos) {}

  /** Batches that were not timed. */
  public record Warmup(int batches, long nanos, boolean steady) {}

  /**
   * A batch with marks around every launch; its cost is why it is not the timed one.
   *
   * @param launches number of launches
   * @param busyNanos sum of the times inside launches
   * @param gapNanos sum of the times between launches
   * @param spanNanos first mark to last mark
   * @param untracedNanos time of the same batch without marks, for the cost of tracing
   */
  public record Trace(
      int launches, long busyNanos, long gapNanos, long spanNanos, long untracedNanos) {}

  /** One reading of the device's sensors, between batches. */
  public record Telemetry(
      long atNanos,
      OptionalDouble clockHertz,
      OptionalDouble powerWatts,
      OptionalDouble energyJoules,
      OptionalDouble temperatureCelsius,
      List<String> throttleReasons) {
    public Telemetry {
      throttleReasons = List.copyOf(throttleReasons);
    }
  }
}
