package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.Verification;
import io.goodflops.result.RunRecord;

/**
 * How much of what was asked came out verified.
 *
 * @param verified cases that were measured and whose result passed its check
 * @param asked cases of the plan
 */
public record Coverage(int verified, int asked) {

  /** The coverage of a run. */
  public static Coverage of(RunRecord run) {
    long verified = run.cases().stream().filter(Coverage::verified).count();
    return new Coverage((int) verified, Math.max(run.planned(), run.cases().size()));
  }

  /** Verified ÷ asked; 0 if nothing was asked. */
  public double share() {
    return asked == 0 ? 0 : (double) verified / asked;
  }

  private static boolean verified(CaseRecord record) {
    return record.outcome() == Outcome.MEASURED
        && record.verification().map(Verification::passed).orElse(false);
  }
}
