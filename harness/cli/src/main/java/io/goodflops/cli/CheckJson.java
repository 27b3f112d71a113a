package io.goodflops.cli;

import io.goodflops.engine.check.CheckReport;
import io.goodflops.engine.check.DeviceFindings;
import io.goodflops.engine.check.RuleFinding;
import io.goodflops.engine.check.RuleFinding.Verdict;
import io.goodflops.result.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A check as one JSON document. */
final class CheckJson {
  private CheckJson() {}

  /**
   * The document.
   *
   * @param repro for commands to repeat
   */
  static Map<String, Object> of(CheckReport report, Repro repro, String version, int exitCode) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("goodflops", version);
    document.put("plugin", report.plugin());
    document.put("seed", report.seed());
    document.put("elapsedNanos", report.elapsedNanos());
    document.put("broken", report.broken());
    document.put("complete", report.complete());
    document.put("verdict", CheckVerdict.of(report));
    document.put("exitCode", exitCode);
    List<Map<String, Object>> devices = new ArrayList<>();
    for (DeviceFindings device : report.devices()) {
      Map<String, Object> one = new LinkedHashMap<>(Json.toMap(device));
      one.put(
          "findings",
          device.findings().stream()
              .map(finding -> finding(finding, repro, device.device()))
              .toList());
      devices.add(one);
    }
    document.put("devices", devices);
    return document;
  }

  private static Map<String, Object> finding(RuleFinding finding, Repro repro, String device) {
    Map<String, Object> one = new LinkedHashMap<>(Json.toMap(finding));
    if (finding.verdict() == Verdict.FAIL) {
      one.put("repro", repro.of(device, finding));
    }
    return one;
  }
}
