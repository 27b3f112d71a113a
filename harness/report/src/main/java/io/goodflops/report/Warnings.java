package io.goodflops.report;

import io.goodflops.ledger.Group;
import io.goodflops.report.chart.CaseLabels;
import io.goodflops.report.chart.Panels;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a reader must know before believing a number, worst first. */
final class Warnings {
  private static final double MUCH_UNEXPLAINED = 0.10;

  /** As for cases: more than this share of a ceiling's time went to others. */
  private static final double DISTURBED_CEILINGS = 0.03;

  private static final int NAMED = 3;

  private Warnings() {}

  static List<Phrase> of(RunRecord run, List<Verdict> verdicts) {
    List<Phrase> warnings = new ArrayList<>();
    if (run.evidence() == RunRecord.Evidence.EMULATED
        || run.evidence() == RunRecord.Evidence.SIMULATED) {
      warnings.add(Words.WARN_SIMULATED.with(run.evidence().name()));
    }
    cases(run, c -> c.outcome() == Outcome.WRONG, Words.WARN_WRONG::with, warnings);
    cases(
        run,
        c ->
            c.outcome() == Outcome.CRASHED
                || c.outcome() == Outcome.TIMED_OUT
                || c.outcome() == Outcome.FAILED,
        Words.WARN_FAILED::with,
        warnings);
    cases(
        run,
        c -> !c.suspect().isEmpty(),
        names -> Words.WARN_SUSPECT.with(names, suspicions(run)),
        warnings);
    cases(
        run, c -> c.suspect().isEmpty() && hasInvalidBooks(c), Words.WARN_INVALID::with, warnings);
    cases(
        run,
        c -> c.outcome() == Outcome.MEASURED && c.forks().size() < run.settings().minForks(),
        names ->
            Words.WARN_FEW_FORKS.with(
                names,
                run.settings().minForks(),
                Figures.time(run.settings().budgetSeconds() * 1e9)),
        warnings);
    if (run.status() == RunRecord.RunStatus.PARTIAL) {
      warnings.add(Words.WARN_PARTIAL.with(run.cases().size(), run.planned()));
    }
    List<Phrase> unexplained =
        verdicts.stream()
            .filter(v -> Math.abs(v.share(Group.UNEXPLAINED)) > MUCH_UNEXPLAINED)
            .map(VerdictView::scope)
            .toList();
    if (!unexplained.isEmpty()) {
      warnings.add(Words.WARN_UNEXPLAINED.with(Phrase.join("; ", "\uff1b", unexplained)));
    }
    cases(run, c -> !c.disturbed().isEmpty(), Words.WARN_DISTURBED::with, warnings);
    List<Phrase> ceilings =
        run.calibration().stream()
            .filter(c -> c.othersShare().orElse(0) > DISTURBED_CEILINGS)
            .map(c -> Words.OTHERS_HAD.with(Figures.percent(c.othersShare().orElse(0)), c.device()))
            .toList();
    if (!ceilings.isEmpty()) {
      warnings.add(Words.WARN_CEILINGS.with(Phrase.join("; ", "\uff1b", ceilings)));
    }
    cases(
        run,
        c -> c.timeNanos().map(TimeEstimate::indicative).orElse(false),
        Words.WARN_INDICATIVE::with,
        warnings);
    if (verdicts.stream().anyMatch(v -> !v.declared() && !v.onBandwidth())) {
      warnings.add(Words.WARN_MEASURED_BASIS);
    }
    return warnings;
  }

  private static Phrase suspicions(RunRecord run) {
    return Reasons.of(
        run.cases().stream().flatMap(c -> c.suspect().stream()).distinct().limit(NAMED).toList());
  }

  private static boolean hasInvalidBooks(CaseRecord subject) {
    return Panels.shown(subject)
        .map(ledger -> ledger.status() == LedgerRecord.Status.INVALID)
        .orElse(false);
  }

  private static void cases(
      RunRecord run,
      Predicate<CaseRecord> which,
      Function<Phrase, Phrase> sentence,
      List<Phrase> warnings) {
    List<CaseRecord> found = run.cases().stream().filter(which).toList();
    if (found.isEmpty()) {
      return;
    }
    if (found.size() == run.cases().size()) {
      warnings.add(sentence.apply(Words.ALL_CASES.with(found.size())));
      return;
    }
    Phrase count = found.size() == 1 ? Words.ONE_CASE : Words.CASES_COUNT.with(found.size());
    String names =
        String.join(", ", found.stream().limit(NAMED).map(CaseLabels::withLane).toList());
    String more = found.size() > NAMED ? ", \u2026" : "";
    warnings.add(sentence.apply(Words.NAMED_CASES.with(count, names + more)));
  }
}
