package io.goodflops.report;

import io.goodflops.report.text.Phrase;
import java.util.List;
import java.util.Optional;

/**
 * All that the comparison's template needs, ready to print.
 *
 * @param differing aspects that are not alike, for the strip at the top
 */
record CompareView(
    Phrase title,
    Phrase heading,
    List<Device> devices,
    List<Phrase> warnings,
    List<Aspect> differing,
    List<Aspect> alike,
    Phrase summaryNote,
    List<Line> lines,
    ChartPair shares,
    ChartPair absolute,
    List<Work> works,
    Optional<PriceView> prices,
    Optional<ProfileView> profile,
    String toolVersion) {

  /** A column's head. */
  record Device(String tag, String model, String id, String run, Phrase role) {}

  /** One aspect with its value in each column. */
  record Aspect(Phrase name, List<Phrase> values) {}

  /** One device's tally. */
  record Line(
      String tag,
      String model,
      String wins,
      String ties,
      String losses,
      String inconclusive,
      String undecided,
      Phrase coverage,
      Phrase geometric) {}

  /** One workload. */
  record Work(String name, List<Box> boxes) {}

  /**
   * One cell.
   *
   * @param rate empty where there is none
   * @param verdictId for the style sheet; empty without a verdict
   * @param verdict or why there is none
   */
  record Box(
      String rate,
      String interval,
      String ratio,
      String bounds,
      String verdictId,
      Phrase verdict) {}

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
