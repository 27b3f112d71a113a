package io.goodflops.engine.measure;

import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.StepRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a fork says about itself. Everything in it is a claim: times are bounded by the host's
 * clock, results are judged from the outputs.
 *
 * @param untimedNanos time between batches, from the first to the last
 * @param stepTimes of each op of a training step, taken by a case's first forks
 * @param span what host and device counted over the timed batches, if the device has a clock
 */
public record ForkReport(
    Outcome outcome,
    String reason,
    String implementation,
    int launchesPerBatch,
    List<ForkRecord.Sample> samples,
    ForkRecord.Warmup warmup,
    Map<String, Long> lifecycle,
    Optional<ForkRecord.Trace> trace,
    List<ForkRecord.Telemetry> telemetry,
    OptionalLong peakMemoryBytes,
    long untimedNanos,
    Optional<Batches.Span> span,
    Optional<SecondLook> secondLook,
    Optional<StepTimes> stepTimes) {

  /** Name of the file in the order's folder. */
  public static final String FILE = "fork.json";

  /** One of everything, to make ready what writes reports. */
  static final ForkReport EXAMPLE =
      new ForkReport(
          Outcome.MEASURED,
          "",
          "",
          1,
          List.of(
              new ForkRecord.Sample(
                  1,
                  OptionalLong.of(1),
                  1,
                  OptionalLong.of(1),
                  OptionalLong.of(1),
                  OptionalLong.of(1),
                  1)),
          new ForkRecord.Warmup(1, 1, true),
          Map.of("open", 1L),
          Optional.of(new ForkRecord.Trace(1, 1, 1, 1, 1)),
          List.of(
              new ForkRecord.Telemetry(
                  1,
                  OptionalDouble.of(1),
                  OptionalDouble.of(1),
                  OptionalDouble.of(1),
                  OptionalDouble.of(1),
                  List.of(""))),
          OptionalLong.of(1),
          1,
          Optional.of(new Batches.Span(1, 1)),
          Optional.of(new SecondLook(1, 2, 1, 0)),
          Optional.of(
              new StepTimes(
                  1,
                  1,
                  1,
                  List.of(1.0),
                  List.of(1.0),
                  Optional.of(List.of(new StepRecord.FeedSpan("copy", 1, 1))),
                  Optional.of(List.of(1.0)))));

  /** Outputs of the second inputs. */
  public static final String SECOND_OUTPUTS = "second-outputs";

  /** The second outputs of a training step again, each op waited for. */
  public static final String ONE_BY_ONE_OUTPUTS = "one-by-one-outputs";

  /** The second outputs of a step whose ops are joined again, each step waited for. */
  public static final String JOINED_OUTPUTS = "joined-outputs";

  /** Outputs of the last timed batch. */
  public static final String TIMED_OUTPUTS = "timed-outputs";

  public ForkReport {
    samples = List.copyOf(samples);
    lifecycle = Map.copyOf(lifecycle);
    telemetry = List.copyOf(telemetry);
  }

  static ForkReport failed(Outcome outcome, String reason, Map<String, Long> lifecycle) {
    return new ForkReport(
        outcome,
        reason,
        "",
        0,
        List.of(),
        new ForkRecord.Warmup(0, 0, false),
        lifecycle,
        Optional.empty(),
        List.of(),
        OptionalLong.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
