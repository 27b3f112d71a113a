package io.goodflops.engine.run;

import io.goodflops.engine.calibrate.CalibrationPass;
import io.goodflops.engine.calibrate.Ceilings;
import io.goodflops.engine.calibrate.LargerProducts;
import io.goodflops.engine.host.HostFacts;
import io.goodflops.engine.probe.Probe;
import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.RunLedgerRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.RunRecord.Evidence;
import io.goodflops.result.RunRecord.RunStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Puts the record together at the end of a run. */
final class Closing {
  private final JournalEntry.Start start;
  private final List<Probe.Device> devices;
  private final Map<String, CaseBook> books;
  private final Collection<TogetherBook> together;
  private final List<CalibrationPass> passes;
  private final HostFacts host;

  Closing(
      JournalEntry.Start start,
      List<Probe.Device> devices,
      Map<String, CaseBook> books,
      Collection<TogetherBook> together,
      List<CalibrationPass> passes,
      HostFacts host) {
    this.start = start;
    this.devices = devices;
    this.books = books;
    this.together = together;
    this.passes = passes;
    this.host = host;
  }

  RunRecord record(long wallNanos, long probeNanos) {
    List<CaseRecord> cases =
        books.values().stream().map(book -> book.record(start.repro())).toList();
    List<CalibrationRecord> calibration = new ArrayList<>();
    for (Probe.Device device : devices) {
      List<CalibrationPass> own =
          passes.stream().filter(pass -> pass.device().equals(device.record().id())).toList();
      if (!own.isEmpty()) {
        calibration.add(LargerProducts.raise(Ceilings.join(own), cases));
      }
    }
    return new RunRecord(
        RunRecord.SCHEMA_VERSION,
        start.runId(),
        start.startedAt(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        start.toolVersion(),
        start.labels(),
        evidence(),
        RunStatus.COMPLETE,
        start.suite(),
        start.settings(),
        host.record(hostClock(calibration)),
        start.plugins(),
        start.devices(),
        calibration,
        books.size(),
        cases,
        Optional.of(runLedger(wallNanos, probeNanos, cases)));
  }

  /** The clock of a device that is this host's CPU. */
  private OptionalDouble hostClock(List<CalibrationRecord> calibration) {
    for (CalibrationRecord record : calibration) {
      boolean hostDevice =
          start.devices().stream()
              .filter(device -> device.id().equals(record.device()))
              .anyMatch(device -> device.properties().containsKey("threads"));
      if (hostDevice && record.clockHertz().isPresent()) {
        return record.clockHertz();
      }
    }
    return OptionalDouble.empty();
  }

  private Evidence evidence() {
    for (DeviceRecord device : start.devices()) {
      String claim = device.properties().getOrDefault("evidence", "");
      if (claim.equals(Evidence.SIMULATED.name())) {
        return Evidence.SIMULATED;
      }
      if (claim.equals(Evidence.EMULATED.name())) {
        return Evidence.EMULATED;
      }
    }
    return Evidence.SELF_TESTED;
  }

  private RunLedgerRecord runLedger(long wallNanos, long probeNanos, List<CaseRecord> cases) {
    Map<String, Long> phases = new TreeMap<>();
    phases.put("probe", probeNanos);
    long timed = 0;
    long booked = probeNanos;
    for (CaseRecord record : cases) {
      for (ForkRecord fork : record.forks()) {
        for (ForkRecord.Sample sample : fork.samples()) {
          timed += sample.wallNanos();
        }
        for (Map.Entry<String, Long> phase : fork.lifecycle().entrySet()) {
          phases.merge("fork." + phase.getKey(), phase.getValue(), Long::sum);
          booked += phase.getValue();
        }
      }
    }
    long rounds = together.stream().mapToLong(TogetherBook::wallNanos).sum();
    if (rounds > 0) {
      phases.put("together", rounds);
      booked += rounds;
    }
    long calibration = passes.stream().mapToLong(CalibrationPass::nanosSpent).sum();
    return new RunLedgerRecord(
        wallNanos, timed, calibration, phases, wallNanos - timed - calibration - booked, List.of());
  }
}
