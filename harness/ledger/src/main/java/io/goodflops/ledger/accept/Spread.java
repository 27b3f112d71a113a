package io.goodflops.ledger.accept;

import io.goodflops.ledger.compare.Column;
import io.goodflops.ledger.compare.Ratio;

/**
 * How far two units differ on one case: that pair of all which differs the most.
 *
 * @param ratio (1 + allowed spread) · slower unit's rate ÷ faster unit's rate: 1 or more is allowed
 */
public record Spread(Asked asked, Column faster, Column slower, Ruling ruling, Ratio ratio) {

  /** Rate of the faster ÷ rate of the slower − 1, as measured. */
  public double share(double allowed) {
    return (1 + allowed) / ratio.value() - 1;
  }
}
