package io.goodflops.ledger.price;

import io.goodflops.ledger.compare.Bounds;
import io.goodflops.ledger.compare.Ratios;
import java.util.Arrays;
import java.util.Optional;

/**
 * A mean over forks.
 *
 * @param interval 95 %; empty below three forks
 */
public record Estimate(double value, Optional<Bounds> interval) {

  /** The mean of one value a fork, none of them negative; the interval is that of ratios. */
  static Estimate of(double[] forks, long seed) {
    double mean = Arrays.stream(forks).average().orElseThrow();
    if (mean == 0) {
      return new Estimate(0, Optional.empty());
    }
    return new Estimate(
        mean,
        Ratios.against(1, forks, seed)
            .map(inverse -> inverse.two95())
            .map(bounds -> new Bounds(1 / bounds.high(), 1 / bounds.low())));
  }

  /** In another unit. */
  public Estimate times(double factor) {
    return new Estimate(
        value * factor, interval.map(b -> new Bounds(b.low() * factor, b.high() * factor)));
  }
}
