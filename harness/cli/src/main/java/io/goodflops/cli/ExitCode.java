package io.goodflops.cli;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.RunRecord;

/** What the shell is told. */
final class ExitCode {
  static final int OK = 0;
  static final int WRONG = 1;
  static final int USAGE = 2;
  static final int ENVIRONMENT = 3;

  private ExitCode() {}

  /** WRONG outweighs all; UNSUPPORTED is a normal answer. */
  static int of(RunRecord run) {
    int code = OK;
    for (CaseRecord record : run.cases()) {
      Outcome outcome = record.outcome();
      if (outcome == Outcome.WRONG) {
        return WRONG;
      }
      if (outcome != Outcome.MEASURED && outcome != Outcome.UNSUPPORTED) {
        code = ENVIRONMENT;
      }
    }
    return code;
  }
}
