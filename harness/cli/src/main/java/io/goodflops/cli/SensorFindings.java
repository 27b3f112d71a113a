package io.goodflops.cli;

import io.goodflops.engine.child.Words;
import io.goodflops.engine.host.Checkup.Finding;
import io.goodflops.engine.host.Checkup.Verdict;
import io.goodflops.engine.probe.Probe;
import io.goodflops.engine.probe.SensorProbe;
import io.goodflops.engine.probe.SensorReport;
import io.goodflops.ledger.price.SensorDispute;
import io.goodflops.result.ForkRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Which sensors a device has, what they say, and whether they can be true together. */
final class SensorFindings {
  private SensorFindings() {}

  static Finding of(Probe.Device device) {
    return of("Sensors " + device.record().id(), SensorProbe.read(device));
  }

  static Finding of(String subject, Optional<SensorReport> answer) {
    if (answer.isEmpty() || answer.get().readings().isEmpty()) {
      return new Finding(subject, Verdict.ABSENT, "the device did not answer", "");
    }
    SensorReport report = answer.get();
    List<String> there = new ArrayList<>();
    Map<String, String> absent = new TreeMap<>();
    ForkRecord.Telemetry last = report.readings().get(report.readings().size() - 1);
    add(there, absent, report, "power", last.powerWatts(), "%.1f W", 1);
    add(there, absent, report, "energy", last.energyJoules(), "%.1f J", 1);
    add(there, absent, report, "clock", last.clockHertz(), "%.2f GHz", 1e-9);
    add(there, absent, report, "temperature", last.temperatureCelsius(), "%.0f °C", 1);
    if (report.throttle()) {
      String reasons = Words.clean(String.join(", ", last.throttleReasons()));
      there.add("throttle " + (reasons.isEmpty() ? "-" : reasons));
    } else {
      absent.put("throttle", reason(report, "throttle"));
    }
    Optional<SensorDispute> dispute = SensorDispute.between(List.of(report.readings()));
    if (dispute.isPresent()) {
      return new Finding(
          subject,
          Verdict.NOISY,
          String.format(
              Locale.ROOT,
              "the energy counter moved by %.3g J where samples of power make %.3g J; a unit is"
                  + " wrong, and neither is used",
              dispute.get().countedJoules(),
              dispute.get().sampledJoules()),
          "");
    }
    String with = there.isEmpty() ? "none" : String.join(", ", there);
    String text = absent.isEmpty() ? "all: " + with : with + "; absent: " + words(absent);
    return new Finding(subject, there.isEmpty() ? Verdict.ABSENT : Verdict.OK, text, "");
  }

  private static void add(
      List<String> there,
      Map<String, String> absent,
      SensorReport report,
      String name,
      OptionalDouble value,
      String format,
      double unit) {
    if (value.isPresent()) {
      there.add(name + " " + String.format(Locale.ROOT, format, value.getAsDouble() * unit));
    } else {
      absent.put(name, reason(report, name));
    }
  }

  /** In the device's words: vendor code shares the process that wrote them down. */
  private static String reason(SensorReport report, String name) {
    return Words.clean(report.absences().getOrDefault(name, ""));
  }

  /** Sensors without a reason first, then those of each reason. */
  private static String words(Map<String, String> absent) {
    Map<String, List<String>> byReason = new TreeMap<>();
    absent.forEach(
        (name, reason) -> byReason.computeIfAbsent(reason, r -> new ArrayList<>()).add(name));
    List<String> words = new ArrayList<>();
    byReason.forEach(
        (reason, names) ->
            words.add(String.join(", ", names) + (reason.isEmpty() ? "" : " (" + reason + ")")));
    return String.join(", ", words);
  }
}
