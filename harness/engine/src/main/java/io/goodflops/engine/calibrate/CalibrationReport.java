package io.goodflops.engine.calibrate;

import io.goodflops.engine.measure.WorkMessage;
import io.goodflops.spi.Lane;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a calibrating child measured, not yet judged. Written anew after each compute mode, so that
 * a crash in one mode costs that mode alone.
 *
 * @param modesDone how many of the order's modes are behind it
 * @param floorNanos time of the smallest launch; empty if it could not be measured
 * @param clockHertz of the compute units
 * @param othersShare part of the probes' time in which the hypervisor or other threads had the CPU
 */
record CalibrationReport(
    int modesDone,
    List<Reading> readings,
    OptionalDouble floorNanos,
    long timerQuantumNanos,
    OptionalDouble clockHertz,
    String deviceClockSource,
    long deviceClockResolutionNanos,
    OptionalDouble othersShare,
    List<String> notes) {
  /** Name of the report in the order's folder. */
  static final String FILE = "calibration.json";

  CalibrationReport {
    readings = List.copyOf(readings);
    notes = List.copyOf(notes);
  }

  /**
   * One probe's answer.
   *
   * @param bestNanos shortest time of a launch among the batches
   * @param relativeSpread standard deviation ÷ mean of the fastest quarter of the batches
   * @param clocksHertz of the compute units, read before and after the batches
   * @param outputs file to be judged, empty if it was too large to keep
   */
  record Reading(
      Kind kind,
      WorkMessage work,
      Lane lane,
      long workingSetBytes,
      double bestNanos,
      double relativeSpread,
      List<Double> clocksHertz,
      long seed,
      String outputs) {
    Reading {
      clocksHertz = List.copyOf(clocksHertz);
    }
  }

  /** What a reading is for. */
  enum Kind {
    FMA_CHAIN,
    GEMM,
    STREAM
  }
}
