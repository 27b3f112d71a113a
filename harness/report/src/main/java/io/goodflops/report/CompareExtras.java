package io.goodflops.report;

import io.goodflops.ledger.price.Pricing;
import io.goodflops.ledger.price.Weighing;
import java.util.Optional;

/** What a buyer's own files add to a comparison. */
public record CompareExtras(Optional<Pricing> pricing, Optional<Weighing> weighing) {
  /** Neither prices nor a profile. */
  public static final CompareExtras NONE = new CompareExtras(Optional.empty(), Optional.empty());
}
