package io.goodflops.report;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.BandwidthPoint;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.HostRecord;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.RunLedgerRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A run as a small server would give it, with one of everything that can go wrong. */
public final class SampleRun {
  /** What a hostile device or workload might call itself. */
  public static final String HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";

  private SampleRun() {}

  /** Eighteen planned cases, fifteen of which have an outcome. */
  public static RunRecord mixed() {
    return run(RunRecord.RunStatus.PARTIAL, 18, cases());
  }

  /** Nothing went wrong, one device, one basis. */
  public static RunRecord calm() {
    return run(RunRecord.RunStatus.COMPLETE, 3, cases().subList(0, 3));
  }

  /** The same cases over and over, with other shapes. */
  public static RunRecord large(int count) {
    List<CaseRecord> some = cases();
    List<CaseRecord> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SampleCase template = SampleCase.like(some.get(i % some.size()));
      all.add(template.workload(some.get(i % some.size()).workload() + "_" + i).build());
    }
    return run(RunRecord.RunStatus.COMPLETE, count, all);
  }

  /** A run of these cases on the sample's devices. */
  public static RunRecord run(RunRecord.RunStatus status, int planned, List<CaseRecord> cases) {
    return new RunRecord(
        RunRecord.SCHEMA_VERSION,
        "20261122T120000-quick-7f3a",
        "2026-11-22T12:00:00Z",
        "2026-11-22T12:01:21Z",
        "0.1.0",
        Map.of("site", "lab 3", "note", "=HYPERLINK(\"http://example.invalid\")"),
        RunRecord.Evidence.SELF_TESTED,
        status,
        new RunRecord.SuiteRecord("quick", "About 8 cases in 90 seconds", "c0ffee".repeat(10)),
        new RunRecord.Settings(
            0.02,
            90,
            3,
            3,
            5,
            0.005,
            0.2,
            "goodflops run --suite quick --device 'cpu:*'",
            Optional.empty(),
            Optional.empty()),
        host(),
        plugins(),
        devices(),
        calibration(),
        planned,
        cases,
        Optional.of(
            new RunLedgerRecord(
                81_000_000_000L,
                30_800_000_000L,
                14_200_000_000L,
                Map.of(
                    "probe", 2_100_000_000L,
                    "fork.jvm", 11_500_000_000L,
                    "fork.open", 1_900_000_000L,
                    "fork.data", 4_300_000_000L,
                    "fork.warmup", 7_600_000_000L,
                    "fork.judge", 6_100_000_000L),
                2_500_000_000L,
                List.of())));
  }

  /** Fifteen cases: the first three are quiet FP32 products. */
  public static List<CaseRecord> cases() {
    SampleCase fp32 = SampleCase.gemm("gemm-2048", 2048, "FP32", 182e9);
    SampleCase bf16 = SampleCase.gemm("gemm-2048", 2048, "BF16", 364e9).bestGemm();
    SampleCase one = SampleCase.gemm("gemm-2048", 2048, "FP32", 93e9).device("cpu:0/1t");
    return List.of(
        fp32.lane("PACKED").effective(0.912).loss("kernel.inefficiency", 0.031).build(),
        fp32.lane("PLAIN").effective(0.861).loss("kernel.inefficiency", 0.079).build(),
        fp32.shape(256, 4096, 256)
            .effective(0.642)
            .loss("host.dispatch_gap", 0.121)
            .loss("kernel.inefficiency", 0.184)
            .build(),
        fp32.shape(1, 4096, 4096)
            .memoryBound(0.83)
            .effective(0.021)
            .loss("kernel.memory_bound", 0.864)
            .build(),
        fp32.shape(64, 64, 64)
            .effective(0.181)
            .loss("host.dispatch_gap", 0.56)
            .loss("kernel.inefficiency", 0.14)
            .disturbed("steal 4.1 % of the timed window", "load average 3.2 on 2 CPUs")
            .indicative()
            .build(),
        bf16.effective(0.884).undivided(0.102).build(),
        bf16.shape(512, 8192, 1024).effective(0.731).undivided(0.255).build(),
        SampleCase.gemm("gemm-2048", 2048, "INT8", 690e9)
            .effective(1.04)
            .remainder(-0.052)
            .suspect("above its measured ceiling by 4.0 %, outside the interval")
            .build(),
        SampleCase.stream("copy-256MiB", 0, 2L << 28).memoryBound(0.94).build(),
        SampleCase.stream("triad-256MiB", 1L << 27, 3L << 28).memoryBound(0.91).build(),
        one.effective(0.936).loss("kernel.inefficiency", 0.02).build(),
        one.workload(HOSTILE + "=1+1")
            .effective(0.55)
            .loss("kernel.inefficiency", 0.11)
            .remainder(0.24)
            .build(),
        SampleCase.gemm("gemm-2048", 2048, "FP16", 0)
            .failed(
                Outcome.UNSUPPORTED, "oneDNN has no FP16 matmul on this CPU (needs AVX512-FP16)")
            .build(),
        SampleCase.gemm("gemm-4096", 4096, "BF16", 0)
            .failed(
                Outcome.WRONG,
                "element [17, 903] is off by 0.031, the bound is 0.0079: inputs look truncated")
            .verification("exact-integer + freivalds + samples", 0.031, 0.0079, false)
            .build(),
        SampleCase.gemm("gemm-8192", 8192, "FP64", 0)
            .failed(Outcome.CRASHED, "fork 1 died with signal 11 (SIGSEGV): <libopenblas.so.0>")
            .build());
  }

  private static HostRecord host() {
    return new HostRecord(
        "Debian GNU/Linux 12",
        "6.1.0-25-amd64",
        "amd64",
        "Intel(R) Xeon(R) Processor",
        2,
        4,
        25_769_803_776L,
        "KVM",
        "17.0.15",
        "OpenJDK 64-Bit Server VM",
        List.of(
            new HostRecord.Correction(
                "clock", "2.10 GHz", "3.04 GHz", "/proc/cpuinfo shows the base clock in this VM")),
        new HostRecord.Noise(
            OptionalDouble.of(0.0123), OptionalDouble.of(2.31), OptionalLong.empty()),
        Map.of("l2", "2 MiB", "isa", "AVX512_CORE_BF16 <&>"));
  }

  private static List<PluginRecord> plugins() {
    return List.of(
        new PluginRecord("cpu", "0.1.0", "1.0", "ab12".repeat(16), Optional.empty()),
        new PluginRecord("reference", "0.1.0", "1.0", "cd34".repeat(16), Optional.empty()),
        new PluginRecord(
            "nvidia",
            "",
            "1.0",
            "ef56".repeat(16),
            Optional.of(
                new PluginRecord.Absence(
                    "libcuda.so.1 not found", List.of("libcuda.so.1", "/usr/lib/wsl/lib")))));
  }

  private static List<DeviceRecord> devices() {
    return List.of(
        device("cpu:0", "Intel", "Intel(R) Xeon(R) Processor, 2 cores"),
        device("cpu:0/1t", "Evil & Sons", "One thread " + HOSTILE));
  }

  private static DeviceRecord device(String id, String vendor, String model) {
    return new DeviceRecord(
        id,
        "cpu:0",
        "cpu",
        vendor,
        model,
        "oneDNN 3.13",
        "",
        OptionalLong.of(25_769_803_776L),
        OptionalDouble.empty(),
        List.of(),
        Map.of("threads", id.endsWith("1t") ? "1" : "2"));
  }

  private static List<CalibrationRecord> calibration() {
    return List.of(calibration("cpu:0", 1.0), calibration("cpu:0/1t", 0.51));
  }

  private static CalibrationRecord calibration(String device, double part) {
    List<BandwidthPoint> curve = new ArrayList<>();
    double[] gigabytes = {390, 402, 371, 210, 196, 118, 92, 41, 22.4, 21.9};
    for (int i = 0; i < gigabytes.length; i++) {
      double rate = gigabytes[i] * 1e9 * part;
      curve.add(
          new BandwidthPoint(
              (16L << 10) << (2 * i),
              i % 3 == 0 ? "read" : "triad",
              rate,
              OptionalDouble.of(rate * 0.99),
              OptionalDouble.of(rate)));
    }
    return new CalibrationRecord(
        device,
        List.of(
            peak("FP32", "FP32", Provenance.FMA_CHAIN, 182e9 * part),
            peak("BF16", "FP32", Provenance.BEST_GEMM, 364e9 * part),
            peak("INT8", "INT32", Provenance.FMA_CHAIN, 690e9 * part)),
        curve,
        OptionalDouble.of(1_850),
        OptionalDouble.of(24),
        OptionalDouble.of(3.04e9),
        "CLOCK_MONOTONIC",
        1,
        OptionalDouble.of(0.004),
        7_100_000_000L,
        List.of("FP64 was not calibrated: no case asks for it"));
  }

  private static ComputePeak peak(
      String storage, String accumulate, Provenance provenance, double rate) {
    return new ComputePeak(
        storage,
        accumulate,
        "STRICT",
        provenance,
        provenance == Provenance.FMA_CHAIN ? "fma-chain-16" : "gemm-384x384x384",
        rate,
        OptionalDouble.of(rate * 0.995),
        OptionalDouble.of(rate),
        0.004,
        OptionalDouble.of(3.04e9),
        OptionalDouble.of(0.002));
  }
}
