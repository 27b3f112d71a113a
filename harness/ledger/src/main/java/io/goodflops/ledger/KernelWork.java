package io.goodflops.ledger;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One class of kernels in a window.
 *
 * @param busy time in which it ran, in device-time
 * @param isolated time of the same kernels run alone; empty if that was not tried
 * @param memoryTime the largest of bytes ÷ attainable bandwidth over the memory levels; empty if
 *     the bandwidth is unknown
 * @param flopsAlgorithmic what the workload needs
 * @param flopsExecuted what the device executed; the same if unknown
 * @param redundant division of what was executed beyond need, in FLOP; the rest of it goes to
 *     {@code redundant.other}
 */
public record KernelWork(
    double busy,
    OptionalDouble isolated,
    OptionalDouble memoryTime,
    double flopsAlgorithmic,
    double flopsExecuted,
    Map<Category, Double> redundant) {
  public KernelWork {
    if (!(flopsAlgorithmic >= 0) || !(flopsExecuted >= 0)) {
      throw new IllegalArgumentException("operations must not be negative");
    }
    redundant = redundant.isEmpty() ? Map.of() : new EnumMap<>(redundant);
    double sum = 0;
    for (Map.Entry<Category, Double> entry : redundant.entrySet()) {
      if (!entry.getKey().redundant() || !(entry.getValue() >= 0)) {
        throw new IllegalArgumentException(entry.getKey().id() + " is " + entry.getValue());
      }
      sum += entry.getValue();
    }
    if (sum > Math.max(0, flopsExecuted - flopsAlgorithmic) * (1 + 1e-9)) {
      throw new IllegalArgumentException(
          "redundant operations exceed executed minus algorithmic ones");
    }
  }

  /** The credit: what was needed, and never more than was executed. */
  public double credit() {
    return Math.min(flopsAlgorithmic, flopsExecuted);
  }

  /** Operations that a better algorithm saved: a memo, never part of what is effective. */
  public double algorithmicSaving() {
    return Math.max(0, flopsAlgorithmic - flopsExecuted);
  }
}
