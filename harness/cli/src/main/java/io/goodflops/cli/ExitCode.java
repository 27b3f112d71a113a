package io.goodflops.cli;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;

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
    for (Outcome outcome : outcomes(run)) {
      if (outcome == Outcome.WRONG) {
        return WRONG;
      }
      if (outcome != Outcome.MEASURED && outcome != Outcome.UNSUPPORTED) {
        code = ENVIRONMENT;
      }
    }
    return code;
  }

  /** Of each case, and of its device beside others. */
  private static List<Outcome> outcomes(RunRecord run) {
    List<Outcome> outcomes = new ArrayList<>();
    for (CaseRecord record : run.cases()) {
      outcomes.add(record.outcome());
      record.ranks().forEach(rank -> outcomes.add(rank.outcome()));
    }
    return outcomes;
  }
}
