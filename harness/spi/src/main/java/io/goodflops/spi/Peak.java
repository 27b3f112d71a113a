package io.goodflops.spi;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A peak rate that a device declares.
 *
 * @param storage storage type of the operands
 * @param compute accumulator and math mode
 * @param flopsPerSecond rate in FLOP/s (integer operations count alike)
 * @param density dense, or with structured sparsity
 * @param clockHertz clock at which the rate holds
 * @param unitPath which unit, for example {@code tensor core} or {@code AVX-512 FMA}
 * @param source where the figure comes from
 * @param citation data sheet, formula or command that gave it
 */
public record Peak(
    DType storage,
    Compute compute,
    double flopsPerSecond,
    Density density,
    OptionalDouble clockHertz,
    String unitPath,
    Source source,
    String citation) {
  public Peak {
    Objects.requireNonNull(storage, "storage");
    Objects.requireNonNull(compute, "compute");
    Objects.requireNonNull(density, "density");
    Objects.requireNonNull(clockHertz, "clockHertz");
    Objects.requireNonNull(unitPath, "unitPath");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(citation, "citation");
    if (!(flopsPerSecond > 0) || Double.isInfinite(flopsPerSecond)) {
      throw new IllegalArgumentException(
          "a peak is " + flopsPerSecond + " FLOP/s, must be positive and finite");
    }
  }

  /** Whether zeros in the operands are skipped. */
  public enum Density {
    DENSE,
    SPARSE
  }

  /** Where a peak comes from. */
  public enum Source {
    DATA_SHEET,
    DERIVED,
    MEASURED
  }
}
