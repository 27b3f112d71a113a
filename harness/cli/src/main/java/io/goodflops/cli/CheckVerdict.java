package io.goodflops.cli;

import io.goodflops.engine.check.CheckReport;
import io.goodflops.engine.check.DeviceFindings;
import io.goodflops.engine.check.RuleFinding;
import io.goodflops.engine.check.RuleFinding.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The last line of a check. */
final class CheckVerdict {
  private CheckVerdict() {}

  /** In one sentence, with the rules that are broken and the counts. */
  static String of(CheckReport report) {
    String counts =
        String.format(
            Locale.ROOT,
            "%d passed, %d failed, %d not verified",
            count(report, Verdict.PASS),
            count(report, Verdict.FAIL),
            count(report, Verdict.NOT_VERIFIED));
    List<String> parts = new ArrayList<>();
    if (report.broken()) {
      parts.add(
          "does not conform: " + String.join(", ", rules(report, RuleFinding::breaksConformance)));
    } else if (report.complete()) {
      parts.add(
          report.whole() ? "conforms" : "nothing that was asked for is broken, a part of the kit");
    } else {
      parts.add("not verified: " + reason(report));
    }
    Set<String> should =
        rules(report, finding -> finding.verdict() == Verdict.FAIL && !finding.breaksConformance());
    if (!should.isEmpty()) {
      parts.add("SHOULD not kept: " + String.join(", ", should));
    }
    parts.add(counts);
    return String.join("; ", parts);
  }

  private static String reason(CheckReport report) {
    return report
        .plugin()
        .absence()
        .map(absence -> "the plugin is absent here (" + absence.reason() + ")")
        .or(
            () ->
                report.devices().stream()
                    .map(DeviceFindings::incomplete)
                    .flatMap(Optional::stream)
                    .findFirst())
        .orElse("");
  }

  private static long count(CheckReport report, Verdict verdict) {
    return report.findings().stream().filter(finding -> finding.verdict() == verdict).count();
  }

  /** Numbers, with the device where there are several. */
  private static Set<String> rules(CheckReport report, Predicate<RuleFinding> wanted) {
    Set<String> rules = new LinkedHashSet<>();
    for (DeviceFindings device : report.devices()) {
      for (RuleFinding finding : device.findings()) {
        if (wanted.test(finding)) {
          rules.add(finding.rule() + (report.devices().size() > 1 ? " on " + device.device() : ""));
        }
      }
    }
    return rules;
  }
}
