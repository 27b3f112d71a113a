package io.goodflops.engine.check;

import io.goodflops.tck.Rule;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of checking one device.
 *
 * @param device its id, empty if the plugin has none that can be used
 * @param findings one for each rule that was asked for, in the order of the rules
 * @param coverage empty without a device, or if no rule compiled ops
 * @param deaths processes that the plugin ended, crashed or kept for ever
 * @param incomplete why rules were left out, one sentence; empty if none were
 * @param logs folder with what the processes left, kept if a finding points there
 */
public record DeviceFindings(
    String device,
    List<RuleFinding> findings,
    List<CoverageCell> coverage,
    int deaths,
    Optional<String> incomplete,
    Optional<String> logs,
    long elapsedNanos) {
  public DeviceFindings {
    Objects.requireNonNull(device, "device");
    findings = List.copyOf(findings);
    coverage = List.copyOf(coverage);
    Objects.requireNonNull(incomplete, "incomplete");
    Objects.requireNonNull(logs, "logs");
  }

  /** The findings, those that others may follow from before these. */
  public List<RuleFinding> causesFirst() {
    return findings.stream()
        .sorted(Comparator.comparing(finding -> Rule.valueOf(finding.rule()), Rule.CAUSES_FIRST))
        .toList();
  }
}
