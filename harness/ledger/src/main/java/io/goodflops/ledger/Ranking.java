package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.RunRecord;

/** Which cases may stand in a ranking or a headline. */
public final class Ranking {
  private Ranking() {}

  /** Whether a case may stand in a ranking of devices: those that exist, and eligible cases. */
  public static boolean eligible(RunRecord run, CaseRecord record) {
    boolean real =
        switch (run.evidence()) {
          case SELF_TESTED, REPRODUCED -> true;
          case EMULATED, SIMULATED -> false;
        };
    return real && eligible(record);
  }

  /** Measured, nothing speaks against it, and on random inputs. */
  public static boolean eligible(CaseRecord record) {
    return record.outcome() == Outcome.MEASURED
        && record.suspect().isEmpty()
        && record.pattern().equals("RANDOM");
  }
}
