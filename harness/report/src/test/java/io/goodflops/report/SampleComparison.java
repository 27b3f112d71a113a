package io.goodflops.report;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Runs for comparisons, each of one device, with fifteen forks a case that scatter by 1 %. */
final class SampleComparison {
  private static final int FORKS = 15;

  private SampleComparison() {}

  /** Rates as parts of the peak; the device names itself like this. */
  static RunRecord run(String id, String model, CaseRecord... cases) {
    RunRecord run = SampleRun.run(RunRecord.RunStatus.COMPLETE, cases.length, List.of(cases));
    DeviceRecord d = run.devices().get(0);
    DeviceRecord device =
        new DeviceRecord(
            d.id(),
            d.physicalId(),
            d.plugin(),
            model,
            model,
            model,
            model,
            d.memoryBytes(),
            d.powerLimitWatts(),
            d.peaks(),
            d.properties());
    return new RunRecord(
        run.schemaVersion(),
        id,
        run.startedAt(),
        run.finishedAt(),
        run.toolVersion(),
        run.labels(),
        run.evidence(),
        run.status(),
        run.suite(),
        run.settings(),
        run.host(),
        run.plugins(),
        List.of(device),
        run.calibration(),
        run.planned(),
        run.cases(),
        run.runLedger());
  }

  /** A product that reaches this part of 182 GFLOP/s. */
  static CaseRecord gemm(String workload, double share) {
    CaseRecord c =
        SampleCase.gemm(workload, 2048, "FP32", 182e9)
            .effective(share)
            .loss("kernel.inefficiency", 0.9 - share)
            .build();
    return timed(c, c.flops() / (182e9 * share) * 1e9);
  }

  /** A product whose result was wrong. */
  static CaseRecord wrong(String workload) {
    return SampleCase.gemm(workload, 2048, "FP32", 0)
        .failed(Outcome.WRONG, "element [1, 2] is off " + SampleRun.HOSTILE)
        .build();
  }

  private static CaseRecord timed(CaseRecord c, double nanos) {
    Random random = new Random(c.workload().hashCode());
    List<ForkRecord> forks = new ArrayList<>();
    for (int i = 0; i < FORKS; i++) {
      long own = Math.round(nanos * (1 + 0.01 * random.nextGaussian()));
      forks.add(
          new ForkRecord(
              i,
              i,
              "2026-11-22T12:00:00Z",
              Outcome.MEASURED,
              "",
              1,
              List.of(
                  new ForkRecord.Sample(
                      own,
                      OptionalLong.empty(),
                      1,
                      OptionalLong.empty(),
                      OptionalLong.of(0),
                      OptionalLong.empty(),
                      0)),
              new ForkRecord.Warmup(3, 1, true),
              Map.of(),
              Optional.empty(),
              List.of(),
              OptionalLong.empty(),
              own,
              Optional.empty()));
    }
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
        c.pattern(),
        c.outcome(),
        c.suspect(),
        c.disturbed(),
        c.reason(),
        c.repro(),
        c.flops(),
        c.flopsExecuted(),
        c.bytes(),
        Optional.of(
            new TimeEstimate(nanos, nanos * 0.995, nanos * 1.005, 0.95, FORKS, "stein", false)),
        c.implementation(),
        forks,
        c.ranks(),
        c.verification(),
        c.ledger(),
        c.ledgerAttainable(),
        c.bandwidthLedger());
  }
}
