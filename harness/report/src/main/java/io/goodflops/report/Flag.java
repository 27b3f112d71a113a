package io.goodflops.report;

import io.goodflops.report.chart.Panels;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.LedgerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a measured number must be read with care. */
enum Flag {
  SUSPECT('?', "Suspect", "存疑"),
  DISTURBED('!', "Disturbed", "受扰"),
  BOOKS_INVALID('x', "Books invalid", "账目无效"),
  BOOKS_UNBALANCED('*', "Books unbalanced", "账目不平"),
  BOOKS_PROVISIONAL('+', "Books provisional", "账目暂定"),
  INDICATIVE('~', "Indicative", "仅供参考");

  private final char mark;
  private final String en;
  private final String zh;

  Flag(char mark, String en, String zh) {
    this.mark = mark;
    this.en = en;
    this.zh = zh;
  }

  /** One character for where there is no room. */
  char mark() {
    return mark;
  }

  Phrase words() {
    return new Phrase(en, zh);
  }

  /** All that apply to a case, worst first. */
  static List<Flag> of(CaseRecord subject) {
    List<Flag> flags = new ArrayList<>();
    if (!subject.suspect().isEmpty()) {
      flags.add(SUSPECT);
    }
    if (!subject.disturbed().isEmpty()) {
      flags.add(DISTURBED);
    }
    Panels.shown(subject).map(LedgerRecord::status).flatMap(Flag::ofBooks).ifPresent(flags::add);
    if (subject.timeNanos().map(TimeEstimate::indicative).orElse(false)) {
      flags.add(INDICATIVE);
    }
    return flags;
  }

  private static Optional<Flag> ofBooks(LedgerRecord.Status status) {
    return switch (status) {
      case BALANCED -> Optional.empty();
      case PROVISIONAL -> Optional.of(BOOKS_PROVISIONAL);
      case UNBALANCED -> Optional.of(BOOKS_UNBALANCED);
      case INVALID -> Optional.of(BOOKS_INVALID);
    };
  }
}
