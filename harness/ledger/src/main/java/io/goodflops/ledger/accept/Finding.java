package io.goodflops.ledger.accept;

import io.goodflops.ledger.compare.Column;
import io.goodflops.ledger.compare.Ratio;
import io.goodflops.ledger.compare.Refusal;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.Tender.Criterion;
import java.util.Optional;

/**
 * One case of the tender on one unit.
 *
 * @param criterion that it is judged by; empty: it only has to be there and right
 * @param record of the case, if the run has it
 * @param overNeeded measured rate ÷ needed rate, the margin taken off; empty without forks enough
 * @param refusal why it fails without figures, or why its figures show nothing
 */
public record Finding(
    Column unit,
    Asked asked,
    Optional<Criterion> criterion,
    Ruling ruling,
    Optional<CaseRecord> record,
    Optional<Ratio> overNeeded,
    Optional<Refusal> refusal) {

  /** Whether statistics have to decide. */
  boolean open() {
    return criterion.isPresent() && refusal.isEmpty() && overNeeded.isPresent();
  }

  Finding ruled(Ruling now) {
    return new Finding(unit, asked, criterion, now, record, overNeeded, refusal);
  }
}
