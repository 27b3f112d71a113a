package io.goodflops.ledger.compare;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.UserException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Forks of two arms that ran in turns: one of each, then the next of each. */
final class Turns {
  private Turns() {}

  static Optional<Ratio> ratio(
      CaseRecord baseline, CaseRecord candidate, double[] own, double[] other) {
    if (own.length != other.length || !inTurns(baseline, candidate)) {
      throw UserException.usage(
          "The forks of "
              + candidate.id()
              + " did not run in turns with the baseline's, so they are no pairs; leave out"
              + " --paired.");
    }
    return Ratios.paired(other, own);
  }

  private static boolean inTurns(CaseRecord baseline, CaseRecord candidate) {
    List<Start> starts = new ArrayList<>();
    try {
      add(starts, baseline, false);
      add(starts, candidate, true);
    } catch (DateTimeParseException e) {
      return false;
    }
    starts.sort(Comparator.comparing(Start::at));
    for (int i = 0; i + 1 < starts.size(); i += 2) {
      if (starts.get(i).candidate == starts.get(i + 1).candidate) {
        return false;
      }
    }
    return starts.size() % 2 == 0;
  }

  private static void add(List<Start> starts, CaseRecord record, boolean candidate) {
    for (ForkRecord fork : record.forks()) {
      if (fork.outcome() == Outcome.MEASURED && !fork.samples().isEmpty()) {
        starts.add(new Start(Instant.parse(fork.startedAt()), candidate));
      }
    }
  }

  private record Start(Instant at, boolean candidate) {}
}
