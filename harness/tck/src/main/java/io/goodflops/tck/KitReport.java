package io.goodflops.tck;

import java.util.List;
import java.util.Objects;

/**
 * All that the kit found.
 *
 * @param plugin its name, empty if it could not say
 * @param version its version, empty if it could not say
 * @param deviceId device that was checked, empty if there was none
 * @param findings one for each rule that was to be checked, in the order of the rules
 * @param coverage kinds of op by dtype and lane; empty without a device, or if no rule compiled ops
 * @param elapsedNanos time of the whole check
 */
public record KitReport(
    String plugin,
    String version,
    String deviceId,
    List<Finding> findings,
    List<Coverage> coverage,
    long elapsedNanos) {
  public KitReport {
    Objects.requireNonNull(plugin, "plugin");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(deviceId, "deviceId");
    findings = List.copyOf(findings);
    coverage = List.copyOf(coverage);
  }

  /** Whether no rule with MUST is broken. */
  public boolean conforms() {
    return findings.stream().noneMatch(Finding::breaksConformance);
  }
}
