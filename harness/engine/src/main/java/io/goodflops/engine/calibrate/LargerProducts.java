package io.goodflops.engine.calibrate;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.ForkRecord;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Goes on with a sweep of products where calibration had no time for larger ones: the run's own
 * verified products, if they are larger than the one that was the fastest and faster. A product of
 * the same size or smaller that is faster than the ceiling remains suspect, and so does one that is
 * more than {@value #MOST_GAIN} times as fast: that is a lie about time or a calibration that
 * failed, and no size explains it.
 */
public final class LargerProducts {
  /** How many times the rate of calibration's best product. */
  private static final double MOST_GAIN = 1.25;

  private static final Pattern SQUARE = Pattern.compile("gemm-(\\d+)x.*");

  /** Name of the chain whose instructions need not be a product's fastest. */
  private static final String MATRIX_CHAIN = "matrix-chain";

  private LargerProducts() {}

  /** The calibration with each such ceiling at the fastest batch of those cases. */
  public static CalibrationRecord raise(CalibrationRecord calibration, List<CaseRecord> cases) {
    return new CalibrationRecord(
        calibration.device(),
        calibration.compute().stream()
            .map(peak -> raise(peak, calibration.device(), cases))
            .toList(),
        calibration.bandwidth(),
        calibration.dispatchFloorNanos(),
        calibration.timerQuantumNanos(),
        calibration.clockHertz(),
        calibration.deviceClockSource(),
        calibration.deviceClockResolutionNanos(),
        calibration.othersShare(),
        calibration.nanosSpent(),
        calibration.notes());
  }

  private static ComputePeak raise(ComputePeak peak, String device, List<CaseRecord> cases) {
    boolean sweep = peak.provenance() == Provenance.BEST_GEMM;
    if (!sweep && !peak.workload().startsWith(MATRIX_CHAIN)) {
      return peak;
    }
    double tried = sweep ? flops(peak.workload()) : 0;
    return cases.stream()
        .filter(c -> c.device().equals(device) && c.devices().size() == 1)
        .filter(c -> counts(c) && mode(c).equals(mode(peak)) && c.flops() > tried)
        .flatMap(c -> batches(c).map(batch -> at(peak, c, batch)))
        .filter(larger -> larger.flopsPerSecond() > peak.flopsPerSecond())
        .filter(larger -> larger.flopsPerSecond() <= MOST_GAIN * peak.flopsPerSecond())
        .max(Comparator.comparingDouble(ComputePeak::flopsPerSecond))
        .orElse(peak);
  }

  private static boolean counts(CaseRecord record) {
    return record.id().startsWith("gemm-")
        && record.outcome() == CaseRecord.Outcome.MEASURED
        && record.pattern().equals("RANDOM")
        && record.suspect().isEmpty();
  }

  /** Operations of the square product that has this name. */
  private static double flops(String workload) {
    Matcher matcher = SQUARE.matcher(workload);
    return matcher.matches() ? 2 * Math.pow(Double.parseDouble(matcher.group(1)), 3) : 0;
  }

  private static String mode(CaseRecord c) {
    return c.dtype() + " " + c.accumulate() + " " + c.mathMode();
  }

  private static String mode(ComputePeak peak) {
    return peak.storage() + " " + peak.accumulate() + " " + peak.mathMode();
  }

  /** A timed batch and the clock of its fork. */
  private record Batch(double nanosOfLaunch, OptionalDouble clockHertz) {}

  private static Stream<Batch> batches(CaseRecord record) {
    return record.forks().stream()
        .filter(fork -> fork.outcome() == CaseRecord.Outcome.MEASURED)
        .flatMap(
            fork -> {
              OptionalDouble clock = clock(fork);
              return fork.samples().stream()
                  .filter(sample -> sample.launches() > 0 && sample.wallNanos() > 0)
                  .map(s -> new Batch((double) s.wallNanos() / s.launches(), clock));
            });
  }

  private static OptionalDouble clock(ForkRecord fork) {
    return fork.telemetry().stream().flatMapToDouble(t -> t.clockHertz().stream()).average();
  }

  private static ComputePeak at(ComputePeak peak, CaseRecord record, Batch batch) {
    return new ComputePeak(
        peak.storage(),
        peak.accumulate(),
        peak.mathMode(),
        Provenance.BEST_GEMM,
        record.workload(),
        record.flops() / batch.nanosOfLaunch() * 1e9,
        peak.before(),
        peak.after(),
        peak.relativeSpread(),
        batch.clockHertz().isPresent() ? batch.clockHertz() : peak.clockHertz(),
        peak.clockRelativeSpread());
  }
}
