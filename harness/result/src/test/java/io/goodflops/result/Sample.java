package io.goodflops.result;

import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.CaseRecord.Verification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A small but complete record. */
final class Sample {
  private Sample() {}

  static RunRecord run() {
    return new RunRecord(
        RunRecord.SCHEMA_VERSION,
        "20260102-030405-abcd",
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:05:05Z",
        "0.1.0",
        Map.of("site", "here"),
        RunRecord.Evidence.SELF_TESTED,
        RunRecord.RunStatus.COMPLETE,
        new RunRecord.SuiteRecord("smoke", "Smoke", "00ff"),
        new RunRecord.Settings(
            0.02,
            60,
            1,
            1,
            5,
            0.005,
            0.2,
            "goodflops run",
            Optional.of(new RunRecord.TenderRecord("hall-2", "ab".repeat(32))),
            Optional.of("bid opening of 2026-11-28")),
        new HostRecord(
            "Linux",
            "6.1",
            "amd64",
            "A CPU",
            2,
            2,
            1L << 34,
            "KVM",
            "17.0.1",
            "HotSpot",
            List.of(new HostRecord.Correction("clock", "2.6 GHz", "3.6 GHz", "measured")),
            new HostRecord.Noise(
                OptionalDouble.of(0.01), OptionalDouble.empty(), OptionalLong.empty()),
            Map.of()),
        List.of(
            new PluginRecord(
                "absent",
                "1",
                "1.0",
                "00",
                Optional.of(new PluginRecord.Absence("no driver", List.of("libx.so"))),
                new PluginRecord.Environment(List.of("X_HOME", "X_*"), List.of("X_HOME")))),
        List.of(
            new DeviceRecord(
                "chip:0",
                "chip:0",
                "chip",
                "Vendor",
                "Slow Chip",
                "1",
                "",
                OptionalLong.of(1024),
                OptionalDouble.empty(),
                List.of(),
                Map.of("threads", "1"))),
        List.of(),
        1,
        List.of(
            new CaseRecord(
                "gemm-2x2x2@chip:0",
                "gemm-2x2x2",
                Map.of("m", "2"),
                "here",
                "chip:0",
                List.of("chip:0"),
                "FP32",
                "FP32",
                "STRICT",
                "plain",
                "RANDOM",
                Outcome.MEASURED,
                List.of(),
                List.of(),
                "",
                "goodflops run",
                16,
                Optional.empty(),
                48,
                Optional.of(new TimeEstimate(100, 90, 110, 0.95, 3, "fork-mean-t", true)),
                "loops",
                List.of(fork()),
                List.of(),
                Optional.of(new Verification("exact", 0, 0, true)),
                Optional.of(
                    new LedgerRecord(
                        "steady",
                        "FLOP",
                        new LedgerRecord.Basis(
                            "FMA_CHAIN",
                            1e9,
                            "FP32",
                            "FP32",
                            "STRICT",
                            "DENSE",
                            OptionalDouble.empty(),
                            "measured",
                            ""),
                        LedgerRecord.Status.BALANCED,
                        100,
                        16,
                        new LedgerRecord.Share(0.16, 0.15, 0.17),
                        Map.of("kernel.clock", Optional.empty()),
                        0.84,
                        "order-1",
                        List.of())),
                Optional.empty(),
                Optional.empty())),
        Optional.empty());
  }

  /** A fork that looked at the two ops of its step. */
  private static ForkRecord fork() {
    return new ForkRecord(
        0,
        1,
        "2026-01-02T03:04:06Z",
        Outcome.MEASURED,
        "",
        1,
        List.of(),
        new ForkRecord.Warmup(1, 100, true),
        Map.of("jvm", 1L),
        Optional.empty(),
        List.of(),
        OptionalLong.empty(),
        1000,
        Optional.of(
            new StepRecord(
                3,
                110,
                100,
                List.of(
                    op("matmul", "y", 0, OptionalDouble.of(55.5)),
                    op("relu", "z", 70, OptionalDouble.empty())),
                Optional.of(List.of(new StepRecord.FeedSpan("copy", 0, 5))))));
  }

  private static StepRecord.StepOp op(
      String kind, String writes, double start, OptionalDouble alone) {
    return new StepRecord.StepOp(
        kind, writes, 16, 48, 48, "FP32", "FP32", "STRICT", start, 30, alone);
  }
}
