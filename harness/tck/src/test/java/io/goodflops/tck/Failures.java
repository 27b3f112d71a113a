package io.goodflops.tck;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a report holds against a plugin. */
final class Failures {
  private Failures() {}

  static Set<Rule> failed(KitReport report) {
    return report.findings().stream()
        .filter(Finding.Failed.class::isInstance)
        .map(Finding::rule)
        .collect(Collectors.toSet());
  }

  static List<String> failures(KitReport report) {
    return report.findings().stream()
        .filter(Finding.Failed.class::isInstance)
        .map(Finding::toString)
        .toList();
  }
}
