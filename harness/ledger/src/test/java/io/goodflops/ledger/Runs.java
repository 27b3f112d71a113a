package io.goodflops.ledger;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.BandwidthPoint;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.DeviceRecord.PeakRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Sample;
import io.goodflops.result.ForkRecord.Telemetry;
import io.goodflops.result.ForkRecord.Warmup;
import io.goodflops.result.HostRecord;
import io.goodflops.result.RunLedgerRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.StepRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/** Records made by hand, as the engine would leave them. */
final class Runs {
  static final double PEAK = 117e9;
  static final double CLOCK = 3.67e9;
  static final String DEVICE = "cpu:0/1t";

  private Runs() {}

  static RunRecord run(
      List<DeviceRecord> devices, List<CalibrationRecord> calibration, CaseRecord... cases) {
    return run(devices, calibration, 3, 0.02, List.of(cases));
  }

  static RunRecord run(
      List<DeviceRecord> devices,
      List<CalibrationRecord> calibration,
      int maxForks,
      double precision,
      List<CaseRecord> cases) {
    return new RunRecord(
        RunRecord.SCHEMA_VERSION,
        "r1",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:01:00Z",
        "0.1.0",
        Map.of(),
        RunRecord.Evidence.SELF_TESTED,
        RunRecord.RunStatus.COMPLETE,
        new RunRecord.SuiteRecord("quick", "Quick", ""),
        new RunRecord.Settings(
            precision, 90, 3, maxForks, 5, 0.005, 0.2, "run", Optional.empty(), Optional.empty()),
        new HostRecord(
            "Linux",
            "6",
            "x86_64",
            "cpu",
            2,
            2,
            1L << 34,
            "kvm",
            "17",
            "vm",
            List.of(),
            new HostRecord.Noise(
                OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty()),
            Map.of()),
        List.of(),
        devices,
        calibration,
        cases.size(),
        cases,
        Optional.of(
            new RunLedgerRecord(60_000_000_000L, 0, 0, Map.of(), 60_000_000_000L, List.of())));
  }

  static DeviceRecord device(PeakRecord... peaks) {
    return device(Map.of(), peaks);
  }

  /** A device that is threads of the host. */
  static DeviceRecord hostDevice(int threads, PeakRecord... peaks) {
    return device(Map.of("threads", Integer.toString(threads)), peaks);
  }

  private static DeviceRecord device(Map<String, String> properties, PeakRecord... peaks) {
    return new DeviceRecord(
        DEVICE,
        "cpu",
        "cpu",
        "AMD",
        "EPYC",
        "",
        "",
        OptionalLong.empty(),
        OptionalDouble.empty(),
        List.of(peaks),
        properties);
  }

  static PeakRecord declared(double rate, double clock) {
    return new PeakRecord(
        "FP32",
        "FP32",
        "STRICT",
        rate,
        "DENSE",
        clock > 0 ? OptionalDouble.of(clock) : OptionalDouble.empty(),
        "AVX",
        "DATA_SHEET",
        "sheet");
  }

  static CalibrationRecord calibration(
      List<ComputePeak> peaks, List<BandwidthPoint> curve, double floorNanos) {
    return new CalibrationRecord(
        DEVICE,
        peaks,
        curve,
        floorNanos > 0 ? OptionalDouble.of(floorNanos) : OptionalDouble.empty(),
        OptionalDouble.of(20),
        OptionalDouble.empty(),
        "host",
        20,
        OptionalDouble.empty(),
        2_000_000_000L,
        List.of());
  }

  static ComputePeak peak(Provenance provenance, double rate, double spread, double clock) {
    return peak(provenance, rate, spread, clock, 0);
  }

  static ComputePeak peak(
      Provenance provenance, double rate, double spread, double clock, double clockSpread) {
    return new ComputePeak(
        "FP32",
        "FP32",
        "STRICT",
        provenance,
        "fma-chain",
        rate,
        OptionalDouble.of(rate),
        OptionalDouble.of(rate),
        spread,
        clock > 0 ? OptionalDouble.of(clock) : OptionalDouble.empty(),
        clockSpread > 0 ? OptionalDouble.of(clockSpread) : OptionalDouble.empty());
  }

  static List<BandwidthPoint> curve() {
    List<BandwidthPoint> points = new ArrayList<>();
    double[] rates = {200e9, 180e9, 120e9, 100e9, 60e9, 40e9, 25e9, 24e9, 24e9};
    for (int i = 0; i < rates.length; i++) {
      points.add(
          new BandwidthPoint(
              1L << (14 + 2 * i),
              "triad",
              rates[i],
              OptionalDouble.of(rates[i]),
              OptionalDouble.of(rates[i] * 0.98)));
    }
    return points;
  }

  static CalibrationRecord usual() {
    return calibration(List.of(peak(Provenance.FMA_CHAIN, PEAK, 0.005, CLOCK)), curve(), 700);
  }

  static CaseRecord gemm(String id, List<ForkRecord> forks) {
    return record(id, Outcome.MEASURED, 2L << 30, 3L << 22, forks);
  }

  static CaseRecord record(
      String id, Outcome outcome, long flops, long bytes, List<ForkRecord> forks) {
    return record(id, DEVICE, outcome, flops, bytes, forks);
  }

  static CaseRecord record(
      String id, String device, Outcome outcome, long flops, long bytes, List<ForkRecord> forks) {
    return new CaseRecord(
        id,
        "gemm-1024",
        Map.of("kind", "matmul"),
        "test",
        device,
        List.of(device),
        "FP32",
        "FP32",
        "STRICT",
        "plain",
        "RANDOM",
        outcome,
        List.of(),
        List.of(),
        "",
        "",
        flops,
        Optional.empty(),
        bytes,
        Optional.empty(),
        "brg",
        forks,
        List.of(),
        Optional.of(new CaseRecord.Verification("exact", 0, 0, outcome == Outcome.MEASURED)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static List<ForkRecord> forks(int n, int batches, int launches, IntFunction<Sample> sample) {
    return forks(n, batches, launches, CLOCK, sample);
  }

  /** Forks whose batches are numbered through. */
  static List<ForkRecord> forks(
      int n, int batches, int launches, double clock, IntFunction<Sample> sample) {
    List<ForkRecord> forks = new ArrayList<>();
    for (int f = 0; f < n; f++) {
      List<Sample> samples = new ArrayList<>();
      for (int b = 0; b < batches; b++) {
        samples.add(sample.apply(f * batches + b));
      }
      long timed = samples.stream().mapToLong(Sample::wallNanos).sum();
      forks.add(fork(f, Outcome.MEASURED, launches, samples, clock, timed));
    }
    return forks;
  }

  static ForkRecord fork(
      int index, Outcome outcome, int launches, List<Sample> samples, double clock, long timed) {
    return new ForkRecord(
        index,
        index,
        "2026-01-01T00:00:00Z",
        outcome,
        "",
        launches,
        samples,
        new Warmup(3, 100_000_000, true),
        Map.of("jvm", 200_000_000L, "open", 50_000_000L, "warmup", 100_000_000L),
        Optional.empty(),
        clock > 0
            ? List.of(
                new Telemetry(
                    0,
                    OptionalDouble.of(clock),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    List.of()))
            : List.of(),
        OptionalLong.empty(),
        timed + 360_000_000L,
        Optional.empty());
  }

  /** The same fork, had its warm-up not settled. */
  static ForkRecord unsettled(ForkRecord fork) {
    return new ForkRecord(
        fork.index(),
        fork.seed(),
        fork.startedAt(),
        fork.outcome(),
        fork.reason(),
        fork.launchesPerBatch(),
        fork.samples(),
        new Warmup(3, 100_000_000, false),
        fork.lifecycle(),
        fork.trace(),
        fork.telemetry(),
        fork.peakMemoryBytes(),
        fork.wallNanos(),
        fork.step());
  }

  static ForkRecord withTelemetry(ForkRecord fork, List<Telemetry> readings) {
    return new ForkRecord(
        fork.index(),
        fork.seed(),
        fork.startedAt(),
        fork.outcome(),
        fork.reason(),
        fork.launchesPerBatch(),
        fork.samples(),
        fork.warmup(),
        fork.lifecycle(),
        fork.trace(),
        readings,
        fork.peakMemoryBytes(),
        fork.wallNanos(),
        fork.step());
  }

  static ForkRecord withStep(ForkRecord fork, Optional<StepRecord> step) {
    return new ForkRecord(
        fork.index(),
        fork.seed(),
        fork.startedAt(),
        fork.outcome(),
        fork.reason(),
        fork.launchesPerBatch(),
        fork.samples(),
        fork.warmup(),
        fork.lifecycle(),
        fork.trace(),
        fork.telemetry(),
        fork.peakMemoryBytes(),
        fork.wallNanos(),
        step);
  }

  static Sample sample(double wall, int launches) {
    return sample(wall, launches, 0, 0, 0);
  }

  static Sample sample(double wall, int launches, double steal, double wait, double pause) {
    return new Sample(
        Math.round(wall),
        OptionalLong.empty(),
        launches,
        OptionalLong.of(Math.round(wall)),
        OptionalLong.of(Math.round(steal)),
        OptionalLong.of(Math.round(wait)),
        Math.round(pause));
  }

  static RunRecord with(RunRecord run, RunRecord.Evidence evidence) {
    return with(run, run.runId(), evidence);
  }

  static RunRecord with(RunRecord run, String id, RunRecord.Evidence evidence) {
    return new RunRecord(
        run.schemaVersion(),
        id,
        run.startedAt(),
        run.finishedAt(),
        run.toolVersion(),
        run.labels(),
        evidence,
        run.status(),
        run.suite(),
        run.settings(),
        run.host(),
        run.plugins(),
        run.devices(),
        run.calibration(),
        run.planned(),
        run.cases(),
        run.runLedger());
  }

  static CaseRecord withPattern(CaseRecord c, String pattern) {
    return new CaseRecord(
        c.id(),
        c.workload(),
        c.op(),
        c.source(),
        c.device(),
        c.devices(),
        c.dtype(),
        c.accumulate(),
        c.mathMode(),
        c.lane(),
        pattern,
        c.outcome(),
        c.suspect(),
        c.disturbed(),
        c.reason(),
        c.repro(),
        c.flops(),
        c.flopsExecuted(),
        c.bytes(),
        c.timeNanos(),
        c.implementation(),
        c.forks(),
        c.ranks(),
        c.verification(),
        c.ledger(),
        c.ledgerAttainable(),
        c.bandwidthLedger());
  }
}
