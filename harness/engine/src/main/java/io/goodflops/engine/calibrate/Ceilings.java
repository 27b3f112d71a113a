package io.goodflops.engine.calibrate;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.BandwidthPoint;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Joins the passes before, between and after the cases: a ceiling is the maximum that was seen. */
public final class Ceilings {
  private Ceilings() {}

  /**
   * The calibration of one device.
   *
   * @param passes of that device, in time order, at least one
   */
  public static CalibrationRecord join(List<CalibrationPass> passes) {
    CalibrationPass first = passes.get(0);
    List<ComputePeak> compute = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    Set<String> modes = new LinkedHashSet<>();
    Set<Long> levels = new LinkedHashSet<>();
    long spent = 0;
    for (CalibrationPass pass : passes) {
      notes.addAll(pass.notes());
      spent += pass.nanosSpent();
      pass.compute().forEach(peak -> modes.add(mode(peak)));
      pass.bandwidth().forEach(point -> levels.add(level(point)));
    }
    for (String mode : modes) {
      compute.add(peak(mode, passes));
    }
    List<BandwidthPoint> bandwidth = new ArrayList<>();
    for (long level : levels.stream().sorted().toList()) {
      bandwidth.add(point(level, passes));
    }
    return new CalibrationRecord(
        first.device(),
        compute,
        bandwidth,
        smallest(passes.stream().map(CalibrationPass::floorNanos).toList()),
        smallest(passes.stream().map(CalibrationPass::timerQuantumNanos).toList()),
        passes.stream()
            .map(CalibrationPass::clockHertz)
            .filter(OptionalDouble::isPresent)
            .findFirst()
            .orElse(OptionalDouble.empty()),
        first.deviceClockSource(),
        first.deviceClockResolutionNanos(),
        smallest(
            passes.stream()
                .filter(pass -> !pass.phase().equals(CalibrationPass.BETWEEN))
                .map(CalibrationPass::othersShare)
                .toList()),
        spent,
        List.copyOf(notes));
  }

  private static ComputePeak peak(String mode, List<CalibrationPass> passes) {
    Optional<ComputePeak> before = find(mode, passes, CalibrationPass.BEFORE);
    Optional<ComputePeak> after = find(mode, passes, CalibrationPass.AFTER);
    ComputePeak best =
        passes.stream()
            .flatMap(pass -> pass.compute().stream())
            .filter(peak -> mode(peak).equals(mode))
            .max(Comparator.comparingDouble(ComputePeak::flopsPerSecond))
            .orElseThrow();
    return new ComputePeak(
        best.storage(),
        best.accumulate(),
        best.mathMode(),
        best.provenance(),
        best.workload(),
        best.flopsPerSecond(),
        rate(before),
        rate(after),
        best.relativeSpread(),
        best.clockHertz(),
        clockSpread(mode, passes));
  }

  /**
   * How far a reading of the clock may be from the clock of the fastest batch: by the law of total
   * variance, the mean of the variances inside the passes plus the variance between them.
   */
  private static OptionalDouble clockSpread(String mode, List<CalibrationPass> passes) {
    List<ComputePeak> timed =
        passes.stream()
            .flatMap(pass -> pass.compute().stream())
            .filter(peak -> mode(peak).equals(mode) && peak.clockHertz().isPresent())
            .toList();
    double mean =
        timed.stream().mapToDouble(peak -> peak.clockHertz().getAsDouble()).average().orElse(0);
    if (!(mean > 0)) {
      return OptionalDouble.empty();
    }
    OptionalDouble inside =
        timed.stream()
            .flatMapToDouble(peak -> peak.clockRelativeSpread().stream())
            .map(spread -> spread * spread)
            .average();
    double between =
        timed.stream()
                .mapToDouble(peak -> Math.pow(peak.clockHertz().getAsDouble() / mean - 1, 2))
                .sum()
            / Math.max(1, timed.size() - 1);
    return inside.isEmpty() && timed.size() < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.sqrt(inside.orElse(0) + between));
  }

  private static OptionalDouble rate(Optional<ComputePeak> peak) {
    return peak.isPresent()
        ? OptionalDouble.of(peak.get().flopsPerSecond())
        : OptionalDouble.empty();
  }

  private static Optional<ComputePeak> find(
      String mode, List<CalibrationPass> passes, String phase) {
    return passes.stream()
        .filter(pass -> pass.phase().equals(phase))
        .flatMap(pass -> pass.compute().stream())
        .filter(peak -> mode(peak).equals(mode))
        .findFirst();
  }

  private static BandwidthPoint point(long level, List<CalibrationPass> passes) {
    OptionalDouble before = OptionalDouble.empty();
    OptionalDouble after = OptionalDouble.empty();
    Optional<BandwidthPoint> best = Optional.empty();
    for (CalibrationPass pass : passes) {
      for (BandwidthPoint point : pass.bandwidth()) {
        if (level(point) != level) {
          continue;
        }
        if (pass.phase().equals(CalibrationPass.BEFORE)) {
          before = OptionalDouble.of(point.bytesPerSecond());
        } else {
          after = OptionalDouble.of(point.bytesPerSecond());
        }
        if (best.isEmpty() || point.bytesPerSecond() > best.get().bytesPerSecond()) {
          best = Optional.of(point);
        }
      }
    }
    BandwidthPoint found = best.orElseThrow();
    return new BandwidthPoint(
        found.workingSetBytes(), found.op(), found.bytesPerSecond(), before, after);
  }

  private static String mode(ComputePeak peak) {
    return peak.storage() + " " + peak.accumulate() + " " + peak.mathMode();
  }

  private static long level(BandwidthPoint point) {
    return Math.round(2 * Math.log((double) point.workingSetBytes()) / Math.log(2));
  }

  private static OptionalDouble smallest(List<OptionalDouble> values) {
    return values.stream()
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .min();
  }
}
