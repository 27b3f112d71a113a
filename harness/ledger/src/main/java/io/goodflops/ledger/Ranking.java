package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;

/** Which cases may stand in a ranking or a headline. */
public final class Ranking {
  private Ranking() {}

  /** Measured, nothing speaks against it, and on random inputs. */
  public static boolean eligible(CaseRecord record) {
    return record.outcome() == Outcome.MEASURED
        && record.suspect().isEmpty()
        && record.pattern().equals("RANDOM");
  }
}
