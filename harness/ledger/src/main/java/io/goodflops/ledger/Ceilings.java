package io.goodflops.ledger;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.DeviceRecord.PeakRecord;
import io.goodflops.result.LedgerRecord.Basis;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a case is held against: its compute mode's declared and measured peaks and the device's
 * bandwidth curve. A peak of another mode is never used, nor a multiple of one.
 *
 * @param measuredClock clock while the measured peak was taken
 * @param attainable the measured ceiling as a basis
 * @param canonical declared dense peak, else the measured ceiling, else none
 */
record Ceilings(
    Optional<PeakRecord> declared,
    Optional<ComputePeak> measured,
    OptionalDouble measuredClock,
    Optional<Basis> attainable,
    Optional<Basis> canonical,
    BandwidthCurve bandwidth,
    OptionalDouble dispatchFloorNanos) {

  /** A probe that a verified GEMM beats by more than this is no ceiling. */
  private static final double CHAIN_BEATEN = 1.01;

  private static final List<String> SOURCES = List.of("DATA_SHEET", "DERIVED", "MEASURED");

  /** All cases that share this share their ceilings. */
  record Key(String device, String dtype, String accumulate, String mathMode) {
    static Key of(CaseRecord record) {
      return new Key(record.device(), record.dtype(), record.accumulate(), record.mathMode());
    }
  }

  static Ceilings of(
      Key key, Optional<DeviceRecord> device, Optional<CalibrationRecord> calibration) {
    Optional<PeakRecord> declared =
        device.stream()
            .flatMap(d -> d.peaks().stream())
            .filter(
                p ->
                    p.storage().equals(key.dtype())
                        && p.accumulate().equals(key.accumulate())
                        && p.mathMode().equals(key.mathMode())
                        && p.density().equals("DENSE")
                        && p.flopsPerSecond() > 0)
            .min(
                Comparator.comparingInt((PeakRecord p) -> rank(p.source()))
                    .thenComparing(p -> -p.flopsPerSecond()));
    Optional<ComputePeak> measured =
        measured(
            calibration.stream()
                .flatMap(c -> c.compute().stream())
                .filter(
                    p ->
                        p.storage().equals(key.dtype())
                            && p.accumulate().equals(key.accumulate())
                            && p.mathMode().equals(key.mathMode())
                            && p.flopsPerSecond() > 0)
                .toList());
    OptionalDouble deviceClock =
        calibration.map(CalibrationRecord::clockHertz).orElse(OptionalDouble.empty());
    OptionalDouble peakClock = measured.map(ComputePeak::clockHertz).orElse(OptionalDouble.empty());
    OptionalDouble clock = peakClock.isPresent() ? peakClock : deviceClock;
    Optional<Basis> attainable = measured.map(p -> basis(p, clock));
    return new Ceilings(
        declared,
        measured,
        clock,
        attainable,
        declared.map(Ceilings::basis).or(() -> attainable),
        new BandwidthCurve(calibration.map(CalibrationRecord::bandwidth).orElse(List.of())),
        calibration.map(CalibrationRecord::dispatchFloorNanos).orElse(OptionalDouble.empty()));
  }

  /** Standard deviation ÷ mean of the measured peak. */
  double measuredSpread() {
    return measured
        .map(p -> Math.max(p.relativeSpread(), halfDifference(p.before(), p.after())))
        .orElse(0.0);
  }

  /** Standard deviation ÷ mean of the clock at which that peak was measured. */
  double clockSpread() {
    return measured.flatMap(p -> boxed(p.clockRelativeSpread())).orElse(0.0);
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  static double halfDifference(OptionalDouble before, OptionalDouble after) {
    if (before.isEmpty() || after.isEmpty()) {
      return 0;
    }
    double b = before.getAsDouble();
    double a = after.getAsDouble();
    return a + b > 0 ? Math.abs(a - b) / (a + b) : 0;
  }

  private static Optional<ComputePeak> measured(List<ComputePeak> peaks) {
    Optional<ComputePeak> chain = fastest(peaks, Provenance.FMA_CHAIN);
    Optional<ComputePeak> gemm = fastest(peaks, Provenance.BEST_GEMM);
    boolean beaten =
        chain.isPresent()
            && gemm.isPresent()
            && gemm.get().flopsPerSecond() > CHAIN_BEATEN * chain.get().flopsPerSecond();
    return beaten ? gemm : chain.or(() -> gemm);
  }

  private static Optional<ComputePeak> fastest(List<ComputePeak> peaks, Provenance provenance) {
    return peaks.stream()
        .filter(p -> p.provenance() == provenance)
        .max(Comparator.comparingDouble(ComputePeak::flopsPerSecond));
  }

  private static int rank(String source) {
    int at = SOURCES.indexOf(source);
    return at < 0 ? SOURCES.size() : at;
  }

  private static Basis basis(PeakRecord p) {
    return BasisLabels.labelled(
        new Basis(
            "DECLARED",
            p.flopsPerSecond(),
            p.storage(),
            p.accumulate(),
            p.mathMode(),
            p.density(),
            p.clockHertz(),
            "",
            p.citation()));
  }

  private static Basis basis(ComputePeak p, OptionalDouble clock) {
    return BasisLabels.labelled(
        new Basis(
            p.provenance().name(),
            p.flopsPerSecond(),
            p.storage(),
            p.accumulate(),
            p.mathMode(),
            "DENSE",
            clock,
            "",
            "measured: " + p.workload()));
  }
}
