package io.goodflops.ledger.compare;

import io.goodflops.result.CaseRecord;
import java.util.Optional;

/**
 * One workload on one device.
 *
 * @param subject the case, if there is one with a figure
 * @param ratio its rate ÷ the baseline's, if both have one; without an interval below 3 forks
 * @param claim the verdict; empty if there is none, for which {@code refusal} says why
 */
public record Cell(
    Optional<CaseRecord> subject,
    Optional<PlainRatio> ratio,
    Optional<Claim> claim,
    Optional<Refusal> refusal) {

  /**
   * A ratio with or without an interval.
   *
   * @param estimate empty if the forks are too few for one
   */
  public record PlainRatio(double value, Optional<Ratio> estimate) {}

  /** Whether it is blank. */
  public boolean blank() {
    return refusal.map(r -> r.why().blank()).orElse(false);
  }

  Cell claiming(Claim verdict) {
    return new Cell(subject, ratio, Optional.of(verdict), Optional.empty());
  }
}
