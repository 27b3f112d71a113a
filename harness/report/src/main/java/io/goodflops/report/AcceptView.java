package io.goodflops.report;

import io.goodflops.report.text.Phrase;
import java.util.List;

/**
 * All that the acceptance's template needs, ready to print.
 *
 * @param rulingId for the style sheet
 */
record AcceptView(
    Phrase title,
    String rulingId,
    Phrase ruling,
    Phrase name,
    Phrase counts,
    Phrase against,
    Phrase challenge,
    List<Unit> units,
    List<Phrase> warnings,
    List<AcceptLine> lines,
    String toolVersion) {

  /** A device that was tested. */
  record Unit(String tag, String model, String id, String run) {}

  /** A line's ruling in words. */
  Phrase words(AcceptLine line) {
    return AcceptWords.of(line.ruling());
  }

  String style() {
    return PageAssets.STYLE + PageAssets.COMPARE_STYLE;
  }

  String script() {
    return PageAssets.SCRIPT;
  }

  String policy() {
    return PageAssets.POLICY;
  }
}
