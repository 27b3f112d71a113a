package io.goodflops.report;

import io.goodflops.report.text.Phrase;
import java.util.List;

/** All that the page's templates need, ready to print. */
record PageView(
    Phrase title,
    Phrase deviceLine,
    List<Fact> facts,
    List<Badge> badges,
    Phrase coverage,
    List<VerdictView> verdicts,
    Phrase verdictNote,
    List<Phrase> warnings,
    ChartPair ledgerChart,
    ChartPair categoriesChart,
    ChartPair rooflineChart,
    List<LossRow> losses,
    List<StepView> steps,
    ChartPair togetherChart,
    List<TogetherRow> together,
    List<CaseRow> cases,
    List<Spending> spending,
    List<DeviceTime> deviceTimes,
    List<Disclosure.Chapter> disclosure,
    List<Fact> glossary,
    String toolVersion,
    String runId) {

  /** A name and what belongs to it. */
  record Fact(Phrase name, Phrase value) {}

  /** One word that a reader must not miss. */
  record Badge(Phrase text, boolean warn) {}

  String style() {
    return PageAssets.STYLE;
  }

  String script() {
    return PageAssets.SCRIPT;
  }

  String policy() {
    return PageAssets.POLICY;
  }
}
