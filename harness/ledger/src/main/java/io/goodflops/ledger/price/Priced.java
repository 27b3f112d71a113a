package io.goodflops.ledger.price;

import java.util.List;
import java.util.Optional;

/**
 * A figure, or what it would need.
 *
 * @param missing empty if there is a value
 */
public record Priced(Optional<Estimate> value, List<Missing> missing) {
  public Priced {
    missing = List.copyOf(missing);
    if (value.isPresent() != missing.isEmpty()) {
      throw new IllegalArgumentException("either a value or what is missing");
    }
  }

  static Priced of(Estimate value) {
    return new Priced(Optional.of(value), List.of());
  }

  static Priced without(List<Missing> missing) {
    return new Priced(Optional.empty(), missing.stream().distinct().sorted().toList());
  }
}
