package io.goodflops.report;

import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import java.util.ArrayList;
import java.util.List;

/** What can be said of a case in one word. */
final class CaseWords {
  private CaseWords() {}

  static Phrase of(Outcome outcome) {
    return switch (outcome) {
      case MEASURED -> Words.MEASURED;
      case UNSUPPORTED -> Words.UNSUPPORTED;
      case WRONG -> Words.WRONG;
      case CRASHED -> Words.CRASHED;
      case TIMED_OUT -> Words.TIMED_OUT;
      case FAILED -> Words.FAILED;
    };
  }

  /** Why a measured number must be read with care. */
  static List<Phrase> flags(CaseRecord subject) {
    List<Phrase> flags = new ArrayList<>();
    if (!subject.suspect().isEmpty()) {
      flags.add(Words.SUSPECT);
    }
    if (!subject.disturbed().isEmpty()) {
      flags.add(Words.DISTURBED);
    }
    if (subject.timeNanos().map(TimeEstimate::indicative).orElse(false)) {
      flags.add(Words.INDICATIVE);
    }
    return flags;
  }
}
