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

  /** In one sentence, with the rules that are broken, likely causes first, and the counts. */
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
      List<String> why = new ArrayList<>();
      Set<String> musts = rules(report, one -> one.breaksConformance() && one.must());
      if (!musts.isEmpty()) {
        why.add(String.join(", ", musts));
      }
      // a SHOULD that is broken costs nothing; a process that died does
      Set<String> died = rules(report, one -> one.breaksConformance() && !one.must());
      if (!died.isEmpty()) {
        why.add("its process died in " + String.join(", ", died) + " (SHOULD)");
      }
      parts.add("does not conform: " + String.join("; ", why));
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
      for (RuleFinding finding : device.causesFirst()) {
        if (wanted.test(finding)) {
          rules.add(finding.rule() + (report.devices().size() > 1 ? " on " + device.device() : ""));
        }
      }
    }
    return rules;
  }
}
