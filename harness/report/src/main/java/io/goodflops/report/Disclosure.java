package io.goodflops.report;

import io.goodflops.report.PageView.Fact;
import io.goodflops.report.chart.Modes;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.HostRecord;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Calibration and everything else a reader needs to judge or repeat the run. */
final class Disclosure {
  private Disclosure() {}

  /** A section of the page. */
  record Chapter(Phrase title, List<Block> blocks) {}

  /** Facts, or a table, under one title. */
  record Block(Phrase title, List<Fact> facts, List<Phrase> heads, List<List<Phrase>> rows) {
    static Block facts(Phrase title, List<Fact> facts) {
      return new Block(title, facts, List.of(), List.of());
    }

    static Block table(Phrase title, List<Phrase> heads, List<List<Phrase>> rows) {
      return new Block(title, List.of(), heads, rows);
    }
  }

  static List<Chapter> of(RunRecord run) {
    List<Chapter> chapters = new ArrayList<>();
    List<Block> calibration = new ArrayList<>();
    run.calibration().forEach(each -> calibration.addAll(calibration(each)));
    calibration.add(corrections(run.host()));
    chapters.add(new Chapter(Words.CALIBRATION, calibration));
    List<Block> rest = new ArrayList<>();
    EnergyTable.of(run).ifPresent(rest::add);
    rest.add(Block.facts(Words.HOST, host(run.host())));
    run.devices().forEach(device -> rest.addAll(device(device)));
    rest.add(plugins(run.plugins()));
    rest.add(Block.facts(Words.SETTINGS, settings(run)));
    if (!run.labels().isEmpty()) {
      rest.add(Block.facts(Words.LABELS, data(run.labels())));
    }
    chapters.add(new Chapter(Words.DISCLOSURE, rest));
    return chapters;
  }

  private static List<Block> calibration(CalibrationRecord c) {
    List<Fact> facts = new ArrayList<>();
    facts.add(fact(Words.CLOCK, number(c.clockHertz(), Figures::gigahertz)));
    facts.add(fact(Words.DISPATCH_FLOOR, number(c.dispatchFloorNanos(), Figures::time)));
    facts.add(fact(Words.TIMER_QUANTUM, number(c.timerQuantumNanos(), Figures::time)));
    facts.add(fact(Words.DEVICE_CLOCK, c.deviceClockSource()));
    facts.add(fact(Words.OTHERS_SHARE, number(c.othersShare(), Figures::percent)));
    facts.add(fact(Words.TIME_SPENT, Figures.time((double) c.nanosSpent())));
    c.notes().forEach(note -> facts.add(fact(Words.NOTE, note)));
    List<List<Phrase>> peaks = new ArrayList<>();
    for (CalibrationRecord.ComputePeak peak : c.compute()) {
      peaks.add(
          List.of(
              Phrase.same(Modes.of(peak.storage(), peak.accumulate(), peak.mathMode())),
              Phrase.same(Figures.flops(peak.flopsPerSecond())),
              peak.provenance() == CalibrationRecord.Provenance.BEST_GEMM
                  ? Words.BEST_GEMM
                  : Words.FMA_CHAIN,
              Phrase.same(peak.workload()),
              number(peak.before(), Figures::flops),
              number(peak.after(), Figures::flops),
              Phrase.same(Figures.percent(peak.relativeSpread())),
              number(peak.clockHertz(), Figures::gigahertz),
              number(peak.clockRelativeSpread(), Figures::percent)));
    }
    List<List<Phrase>> curve = new ArrayList<>();
    for (CalibrationRecord.BandwidthPoint point : c.bandwidth()) {
      curve.add(
          List.of(
              Phrase.same(Figures.binaryBytes(point.workingSetBytes())),
              Phrase.same(Figures.bytesPerSecond(point.bytesPerSecond())),
              Phrase.same(point.op()),
              number(point.before(), Figures::bytesPerSecond),
              number(point.after(), Figures::bytesPerSecond)));
    }
    return List.of(
        Block.facts(Phrase.same(c.device()), facts),
        Block.table(
            Words.COMPUTE_CEILINGS.with(c.device()),
            List.of(
                Words.MODE,
                Words.CEILING,
                Words.HOW,
                Words.WORKLOAD,
                Words.BEFORE,
                Words.AFTER,
                Words.SPREAD,
                Words.CLOCK,
                Words.CLOCK_SPREAD),
            peaks),
        Block.table(
            Words.BANDWIDTH_CURVE.with(c.device()),
            List.of(Words.WORKING_SET, Words.BANDWIDTH, Words.OP, Words.BEFORE, Words.AFTER),
            curve));
  }

  private static Block corrections(HostRecord host) {
    return Block.table(
        Words.CORRECTIONS,
        List.of(Words.FIELD, Words.REPORTED, Words.USED, Words.WHY),
        host.corrections().stream()
            .map(
                c ->
                    List.of(
                        Phrase.same(c.field()),
                        Phrase.same(c.reported()),
                        Phrase.same(c.used()),
                        Phrase.same(c.why())))
            .toList());
  }

  private static List<Fact> host(HostRecord host) {
    List<Fact> facts = new ArrayList<>();
    facts.add(fact(Words.OS, host.os() + ", " + host.kernel() + ", " + host.arch()));
    facts.add(fact(Words.CPU, host.cpuModel()));
    facts.add(fact(Words.CORES, Words.CORES_VALUE.with(host.physicalCores(), host.logicalCores())));
    facts.add(fact(Words.MEMORY, Figures.binaryBytes(host.memoryBytes())));
    facts.add(fact(Words.VIRTUALIZATION, host.virtualization()));
    facts.add(fact(Words.JAVA, host.javaVersion() + ", " + host.javaVm()));
    facts.add(fact(Words.STEAL, number(host.noise().stealShare(), Figures::percent)));
    facts.add(fact(Words.LOAD, number(host.noise().loadAverage(), v -> Figures.decimal(v, 2))));
    facts.add(
        fact(
            Words.THROTTLED,
            host.noise().throttledNanos().isPresent()
                ? Phrase.same(Figures.time((double) host.noise().throttledNanos().getAsLong()))
                : Words.NOT_KNOWN));
    facts.addAll(data(host.details()));
    return facts;
  }

  private static List<Block> device(DeviceRecord device) {
    List<Fact> facts = new ArrayList<>();
    facts.add(fact(Words.MODEL, device.model()));
    facts.add(fact(Words.VENDOR, device.vendor()));
    facts.add(fact(Words.PHYSICAL_ID, device.physicalId()));
    facts.add(fact(Words.PLUGIN, device.plugin()));
    facts.add(fact(Words.DRIVER, device.driver()));
    facts.add(fact(Words.FIRMWARE, device.firmware()));
    facts.add(
        fact(
            Words.MEMORY,
            device.memoryBytes().isPresent()
                ? Phrase.same(Figures.binaryBytes(device.memoryBytes().getAsLong()))
                : Words.NOT_KNOWN));
    facts.add(
        fact(
            Words.POWER_LIMIT,
            number(device.powerLimitWatts(), w -> Figures.decimal(w, 0) + "\u00a0W")));
    if (device.peaks().isEmpty()) {
      facts.add(fact(Words.DECLARED_PEAKS, Words.NONE_DECLARED));
    }
    facts.addAll(data(device.properties()));
    List<List<Phrase>> peaks =
        device.peaks().stream()
            .map(
                p ->
                    List.of(
                        Phrase.same(Modes.of(p.storage(), p.accumulate(), p.mathMode())),
                        Phrase.same(Figures.flops(p.flopsPerSecond())),
                        Phrase.same(p.density()),
                        number(p.clockHertz(), Figures::gigahertz),
                        Phrase.same(p.unitPath()),
                        Phrase.same(p.source()),
                        Phrase.same(p.citation())))
            .toList();
    Phrase title = Words.DEVICE_TITLE.with(device.id());
    return List.of(
        Block.facts(title, facts),
        Block.table(
            peaks.isEmpty() ? Phrase.empty() : Words.DECLARED_PEAKS,
            List.of(
                Words.MODE,
                Words.CEILING,
                Words.DENSITY,
                Words.CLOCK,
                Words.UNIT_PATH,
                Words.SOURCE,
                Words.CITATION),
            peaks));
  }

  private static Block plugins(List<PluginRecord> plugins) {
    return Block.table(
        Words.PLUGINS,
        List.of(Words.PLUGIN, Words.VERSION, Words.SPI, Words.ABSENCE, Words.SHA256),
        plugins.stream()
            .map(
                p ->
                    List.of(
                        Phrase.same(p.name()),
                        p.version().isBlank() ? Words.NOT_KNOWN : Phrase.same(p.version()),
                        Phrase.same(p.spiVersion()),
                        p.absence().map(Disclosure::absence).orElse(Words.PRESENT),
                        Phrase.same(p.sha256())))
            .toList());
  }

  private static Phrase absence(PluginRecord.Absence absence) {
    Phrase reason = Phrase.same(absence.reason());
    return absence.lookedFor().isEmpty()
        ? reason
        : Words.LOOKED_FOR.with(reason, String.join(", ", absence.lookedFor()));
  }

  private static List<Fact> settings(RunRecord run) {
    RunRecord.Settings s = run.settings();
    List<Fact> facts = new ArrayList<>();
    s.tender()
        .ifPresent(t -> facts.add(fact(Words.TENDER, t.name() + " \u00b7 SHA-256 " + t.sha256())));
    s.challenge().ifPresent(text -> facts.add(fact(Words.CHALLENGE, text)));
    facts.addAll(settings(run, s));
    return facts;
  }

  private static List<Fact> settings(RunRecord run, RunRecord.Settings s) {
    return List.of(
        fact(Words.COMMAND, s.commandLine()),
        fact(Words.SUITE, run.suite().name() + " \u00b7 " + run.suite().title()),
        fact(Words.SUITE_HASH, run.suite().sha256()),
        fact(Words.STARTED, run.startedAt()),
        fact(Words.FINISHED, run.finishedAt()),
        fact(Words.PRECISION, Figures.percent(s.precision())),
        fact(Words.BUDGET, Figures.decimal(s.budgetSeconds(), 0) + "\u00a0s"),
        fact(Words.FORK_RANGE, Words.FROM_TO.with(s.minForks(), s.maxForks())),
        fact(
            Words.BATCHES,
            Words.BATCHES_VALUE.with(
                s.minBatches(),
                Figures.time(s.minBatchSeconds() * 1e9),
                Figures.time(s.minTimedSeconds() * 1e9))),
        fact(Words.SCHEMA, run.schemaVersion()));
  }

  private static List<Fact> data(Map<String, String> map) {
    List<Fact> facts = new ArrayList<>();
    new TreeMap<>(map).forEach((key, value) -> facts.add(fact(Phrase.same(key), value)));
    return facts;
  }

  private static Fact fact(Phrase name, Phrase value) {
    return new Fact(name, value);
  }

  private static Fact fact(Phrase name, String value) {
    return new Fact(name, value.isBlank() ? Words.NOT_KNOWN : Phrase.same(value));
  }

  private static Phrase number(
      OptionalDouble value, java.util.function.DoubleFunction<String> format) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? Phrase.same(format.apply(value.getAsDouble()))
        : Words.NOT_KNOWN;
  }
}
