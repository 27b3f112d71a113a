package io.goodflops.report;

import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord.Outcome;

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
}
