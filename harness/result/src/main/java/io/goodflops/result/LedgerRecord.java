package io.goodflops.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Capacity of a window, divided into effective work and named losses.
 *
 * <p>Balance: {@code capacityFlop = effectiveFlop + Σ categories.flop + unattributedShare ·
 * capacityFlop}. In a bandwidth ledger the unit is bytes: {@code unit} says so.
 *
 * @param window {@code steady} or {@code run}
 * @param unit {@code FLOP} or {@code byte}
 * @param categories leaf categories only; null in JSON where unknown
 * @param unattributedShare signed
 * @param orderId order in which the chain's losses are removed
 * @param violations inequalities that did not hold
 */
public record LedgerRecord(
    String window,
    String unit,
    Basis basis,
    Status status,
    double capacityFlop,
    double effectiveFlop,
    Share effective,
    Map<String, Optional<Booking>> categories,
    double unattributedShare,
    String orderId,
    List<Violation> violations) {
  public LedgerRecord {
    categories = java.util.Collections.unmodifiableMap(new TreeMap<>(categories));
    violations = List.copyOf(violations);
  }

  /** How well the books balance. */
  public enum Status {
    BALANCED,
    PROVISIONAL,
    UNBALANCED,
    INVALID
  }

  /**
   * What 100 % is. Shares on different bases never meet in one chart or ranking.
   *
   * @param kind DECLARED, FMA_CHAIN, BEST_GEMM or BANDWIDTH_CURVE
   * @param rate FLOP/s, or byte/s in a bandwidth ledger
   * @param label one line for a chart's axis
   */
  public record Basis(
      String kind,
      double rate,
      String storage,
      String accumulate,
      String mathMode,
      String density,
      OptionalDouble clockHertz,
      String label,
      String citation) {}

  /** A share of capacity with its interval. */
  public record Share(double share, double low, double high) {}

  /**
   * One leaf category.
   *
   * @param flop peak-FLOPs charged to it (bytes in a bandwidth ledger)
   * @param share of capacity
   * @param evidence how it was found: {@code measured}, {@code modelled} or {@code bound}
   */
  public record Booking(double flop, double share, double low, double high, String evidence) {}

  /**
   * Two levels that came out in the wrong order.
   *
   * @param z size in standard deviations, negative
   */
  public record Violation(String category, double share, double z) {}
}
