package io.goodflops.report.chart;

import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.BandwidthPoint;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ceilings of one device and its cases between them.
 *
 * @param compute measured and declared rates of the compute modes, highest first
 * @param memory levels of the bandwidth curve, slowest (main memory) first
 */
record Roofline(String device, List<Ceiling> compute, List<Ceiling> memory, List<Point> points) {

  /** A new level begins where the curve falls below this part of the level's best rate. */
  private static final double LEVEL_EDGE = 0.7;

  /**
   * @param rate FLOP/s or byte/s
   * @param declared claimed by the vendor, not measured here
   */
  record Ceiling(Phrase label, double rate, boolean declared) {}

  /**
   * @param intensity FLOP per algorithmic byte
   * @param memoryBound left of the ridge of its own compute mode
   * @param suspect must not be ranked
   */
  record Point(
      String label, double intensity, double flops, boolean memoryBound, boolean suspect) {}

  /** One roofline for each device that has a ceiling. */
  static List<Roofline> of(RunRecord run) {
    List<Roofline> rooflines = new ArrayList<>();
    for (CalibrationRecord calibration : run.calibration()) {
      List<CaseRecord> cases =
          run.cases().stream()
              .filter(c -> c.device().equals(calibration.device()) && isPoint(c))
              .toList();
      Roofline roofline =
          new Roofline(
              calibration.device(),
              compute(calibration, run.devices()),
              memory(calibration.bandwidth()),
              points(cases, calibration));
      if (!roofline.compute.isEmpty() || !roofline.memory.isEmpty()) {
        rooflines.add(roofline);
      }
    }
    return rooflines;
  }

  private static boolean isPoint(CaseRecord c) {
    return c.outcome() == CaseRecord.Outcome.MEASURED
        && c.bytes() > 0
        && c.flopsPerSecond().orElse(0) > 0;
  }

  private static List<Ceiling> compute(CalibrationRecord calibration, List<DeviceRecord> devices) {
    List<Ceiling> ceilings = new ArrayList<>();
    for (ComputePeak peak : calibration.compute()) {
      Phrase how =
          peak.provenance() == Provenance.BEST_GEMM
              ? ChartWords.BEST_GEMM_CEILING
              : ChartWords.MEASURED_CEILING;
      if (peak.flopsPerSecond() > 0) {
        ceilings.add(
            new Ceiling(
                how.with(
                    Modes.of(peak.storage(), peak.accumulate(), peak.mathMode()),
                    Modes.rate(peak.flopsPerSecond(), peak.storage())),
                peak.flopsPerSecond(),
                false));
      }
    }
    devices.stream()
        .filter(device -> device.id().equals(calibration.device()))
        .flatMap(device -> device.peaks().stream())
        .filter(peak -> peak.flopsPerSecond() > 0 && peak.density().equals("DENSE"))
        .map(
            peak ->
                new Ceiling(
                    ChartWords.DECLARED_CEILING.with(
                        Modes.of(peak.storage(), peak.accumulate(), peak.mathMode()),
                        Modes.rate(peak.flopsPerSecond(), peak.storage())),
                    peak.flopsPerSecond(),
                    true))
        .forEach(ceilings::add);
    ceilings.sort((a, b) -> Double.compare(b.rate, a.rate));
    return List.copyOf(ceilings);
  }

  /** Plateaus of the curve; the largest working set stands for main memory. */
  private static List<Ceiling> memory(List<BandwidthPoint> curve) {
    List<Ceiling> levels = new ArrayList<>();
    List<BandwidthPoint> plateau = new ArrayList<>();
    for (BandwidthPoint point : curve) {
      if (!plateau.isEmpty() && point.bytesPerSecond() < LEVEL_EDGE * best(plateau)) {
        addCache(levels, plateau);
        plateau.clear();
      }
      plateau.add(point);
    }
    if (!curve.isEmpty()) {
      double rate = curve.get(curve.size() - 1).bytesPerSecond();
      levels.add(
          new Ceiling(ChartWords.MEMORY_LEVEL.with(Figures.bytesPerSecond(rate)), rate, false));
    }
    java.util.Collections.reverse(levels);
    return List.copyOf(levels);
  }

  /** A single point is the slope between two levels, not a level. */
  private static void addCache(List<Ceiling> levels, List<BandwidthPoint> plateau) {
    if (plateau.size() > 1) {
      String size = Figures.binaryBytes(plateau.get(plateau.size() - 1).workingSetBytes());
      levels.add(
          new Ceiling(
              ChartWords.CACHE_LEVEL.with(size, Figures.bytesPerSecond(best(plateau))),
              best(plateau),
              false));
    }
  }

  private static double best(List<BandwidthPoint> plateau) {
    return plateau.stream().mapToDouble(BandwidthPoint::bytesPerSecond).max().orElse(0);
  }

  private static List<Point> points(List<CaseRecord> cases, CalibrationRecord calibration) {
    List<String> labels = CaseLabels.of(cases);
    Optional<Double> memory =
        calibration.bandwidth().isEmpty()
            ? Optional.empty()
            : Optional.of(
                calibration.bandwidth().get(calibration.bandwidth().size() - 1).bytesPerSecond());
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      CaseRecord c = cases.get(i);
      double intensity = (double) c.flops() / c.bytes();
      boolean leftOfRidge =
          memory.isPresent()
              && ceiling(c, calibration).map(p -> intensity * memory.get() < p).orElse(false);
      points.add(
          new Point(
              labels.get(i),
              intensity,
              c.flopsPerSecond().getAsDouble(),
              c.bandwidthLedger().isPresent() || leftOfRidge,
              !c.suspect().isEmpty()));
    }
    return List.copyOf(points);
  }

  private static Optional<Double> ceiling(CaseRecord c, CalibrationRecord calibration) {
    return calibration.compute().stream()
        .filter(
            p ->
                p.storage().equals(c.dtype())
                    && p.accumulate().equals(c.accumulate())
                    && p.mathMode().equals(c.mathMode()))
        .map(ComputePeak::flopsPerSecond)
        .findFirst();
  }
}
