package io.goodflops.engine.calibrate;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import java.util.List;

/**
 * What a calibrating child is to measure.
 *
 * @param modes compute modes of the cases to come
 * @param workingSetsBytes points of the bandwidth curve, ascending
 * @param probeSeconds time for each probe
 * @param folder for report and outputs
 */
public record CalibrationOrder(
    List<String> jars,
    String device,
    List<Mode> modes,
    List<Long> workingSetsBytes,
    double probeSeconds,
    long seed,
    String folder) {
  /** Name of the order in its folder. */
  static final String FILE = "order.json";

  public CalibrationOrder {
    jars = List.copyOf(jars);
    modes = List.copyOf(modes);
    workingSetsBytes = List.copyOf(workingSetsBytes);
  }

  /** Storage type, arithmetic and output type of a matrix product. */
  public record Mode(DType storage, Compute compute, DType output) {}
}
