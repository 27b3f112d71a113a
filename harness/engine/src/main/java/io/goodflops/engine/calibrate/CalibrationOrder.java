package io.goodflops.engine.calibrate;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import java.util.List;
import java.util.Optional;

/**
 * What a calibrating child is to measure.
 *
 * @param deviceThreads host threads that are the device; 0 if it is none of the host's
 * @param modes compute modes of the cases to come
 * @param workingSetsBytes points of the bandwidth curve, ascending
 * @param probeSeconds time for each probe
 * @param hurried whether the suite wants an answer in seconds: fewer sizes of products, one report
 * @param limitSeconds time after which only what is indispensable is still measured
 * @param folder for report and outputs
 */
public record CalibrationOrder(
    List<String> jars,
    String device,
    int deviceThreads,
    List<Mode> modes,
    List<Long> workingSetsBytes,
    double probeSeconds,
    boolean hurried,
    double limitSeconds,
    long seed,
    String folder) {
  /** Name of the order in its folder. */
  static final String FILE = "order.json";

  public CalibrationOrder {
    jars = List.copyOf(jars);
    modes = List.copyOf(modes);
    workingSetsBytes = List.copyOf(workingSetsBytes);
  }

  /** The same order for these modes alone. */
  CalibrationOrder only(List<Mode> rest) {
    return new CalibrationOrder(
        jars,
        device,
        deviceThreads,
        rest,
        workingSetsBytes,
        probeSeconds,
        hurried,
        limitSeconds,
        seed,
        folder);
  }

  /**
   * What cases calculate with.
   *
   * @param product type of a matrix product's result; empty where only chains calculate so
   */
  public record Mode(DType storage, Compute compute, Optional<DType> product) {}
}
