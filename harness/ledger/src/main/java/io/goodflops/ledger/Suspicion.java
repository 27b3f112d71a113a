package io.goodflops.ledger;

import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.TimeEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Results that cannot be true: they are kept, marked, and never rank. */
final class Suspicion {
  /** Ceilings repeat no better than this. */
  private static final double TOLERANCE = 0.005;

  /** The bandwidth curve is coarser: sizes between its points, caches that hold a part. */
  private static final double BANDWIDTH_TOLERANCE = 0.05;

  /** The device's clock may not claim more time than the host saw pass. */
  private static final double CLOCK_TOLERANCE = 0.02;

  /** A declared peak that the device's own ceiling misses by more than this is no peak of it. */
  private static final double MOST_DECLARED = 100;

  /** Zeros may save power and so raise a clock; what is beyond that saves work. */
  private static final double CONSTANT_GAIN = 0.05;

  private Suspicion() {}

  /**
   * Suspicions that take two cases: constant inputs may not make a device faster.
   *
   * @param all cases of the run, estimated
   */
  static Optional<String> constantGain(CaseRecord record, List<CaseRecord> all) {
    if (record.pattern().equals("RANDOM") || !timed(record)) {
      return Optional.empty();
    }
    return all.stream()
        .filter(other -> other.pattern().equals("RANDOM") && timed(other) && alike(record, other))
        .filter(other -> record.timeNanos().get().high() < other.timeNanos().get().low())
        .map(other -> other.timeNanos().get().value() / record.timeNanos().get().value() - 1)
        .filter(gain -> gain > CONSTANT_GAIN)
        .map(gain -> text("%.1f %% faster than on random inputs", 100 * gain))
        .findFirst();
  }

  private static boolean timed(CaseRecord record) {
    return record.outcome() == CaseRecord.Outcome.MEASURED && record.timeNanos().isPresent();
  }

  private static boolean alike(CaseRecord a, CaseRecord b) {
    return a.device().equals(b.device())
        && a.workload().equals(b.workload())
        && a.dtype().equals(b.dtype())
        && a.accumulate().equals(b.accumulate())
        && a.mathMode().equals(b.mathMode())
        && a.lane().equals(b.lane());
  }

  static List<String> of(
      CaseRecord record,
      Columns columns,
      TimeEstimate time,
      Ceilings ceilings,
      OptionalDouble meanClock) {
    List<String> found = new ArrayList<>();
    double rate = record.flops() / time.value() * 1e9;
    ceilings
        .declared()
        .ifPresent(p -> faster(found, rate, p.flopsPerSecond(), TOLERANCE, "the declared peak"));
    ceilings
        .measured()
        .ifPresent(
            p -> {
              double clock = clockGain(ceilings.measuredClock(), meanClock);
              double tolerance = Math.max(TOLERANCE, StudentT.Z * ceilings.measuredSpread());
              String name =
                  p.provenance() == Provenance.FMA_CHAIN
                      ? "the measured peak"
                      : "the best measured GEMM";
              faster(found, rate, p.flopsPerSecond() * clock, tolerance, name);
            });
    if (ceilings.declared().isPresent() && ceilings.measured().isPresent()) {
      double times =
          ceilings.declared().get().flopsPerSecond() / ceilings.measured().get().flopsPerSecond();
      if (times > MOST_DECLARED) {
        found.add(text("the declared peak is %.0f times the measured one", times));
      }
    }
    if (record.bytes() > 0 && !ceilings.bandwidth().isEmpty()) {
      double tolerance =
          Math.max(BANDWIDTH_TOLERANCE, StudentT.Z * ceilings.bandwidth().spread(record.bytes()));
      faster(
          found,
          record.bytes() / time.value() * 1e9,
          ceilings.bandwidth().envelope(record.bytes()),
          tolerance,
          "the measured bandwidth");
    }
    double hostTime = Columns.sum(columns.wall);
    double deviceTime = Columns.sum(columns.device);
    if (columns.deviceKnown && deviceTime > hostTime * (1 + CLOCK_TOLERANCE)) {
      found.add(
          text(
              "device clock counts %.1f %% more time than the host",
              100 * (deviceTime / hostTime - 1)));
    }
    return found;
  }

  private static void faster(
      List<String> found, double rate, double ceiling, double tolerance, String name) {
    if (rate > ceiling * (1 + tolerance)) {
      found.add(text("faster than %s by %.1f %%", name, 100 * (rate / ceiling - 1)));
    }
  }

  /** A chip that clocked higher than at calibration may be faster by as much. */
  private static double clockGain(OptionalDouble calibrated, OptionalDouble now) {
    return calibrated.isPresent() && now.isPresent() && calibrated.getAsDouble() > 0
        ? Math.max(1, now.getAsDouble() / calibrated.getAsDouble())
        : 1;
  }

  private static String text(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
