package io.goodflops.report;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.CaseRecord.Verification;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.LedgerRecord.Booking;
import io.goodflops.result.LedgerRecord.Share;
import io.goodflops.result.StepRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Builds one case; every call gives a new builder, so that a template can be used twice. */
public final class SampleCase {
  private static final double RATE = 22.4e9;

  private String workload = "";
  private String device = "cpu:0";
  private String dtype = "FP32";
  private String lane = "PACKED";
  private String kind = "FMA_CHAIN";
  private double peak;
  private long flops;
  private long bytes;
  private double effective = Double.NaN;
  private double bandwidth = Double.NaN;
  private double remainder = 0.003;
  private Map<String, Double> losses = new TreeMap<>();
  private Outcome outcome = Outcome.MEASURED;
  private String reason = "";
  private boolean indicative;
  private List<String> suspect = List.of();
  private List<String> disturbed = List.of();
  private Optional<Verification> verification =
      Optional.of(new Verification("exact-integer + freivalds + samples", 2.1e-7, 4.9e-6, true));
  private Optional<CaseRecord> like = Optional.empty();
  private Optional<StepRecord> step = Optional.empty();

  private SampleCase() {}

  /** A square matrix product on {@code cpu:0}. */
  public static SampleCase gemm(String workload, long n, String dtype, double peak) {
    SampleCase it = new SampleCase();
    it.workload = workload;
    it.dtype = dtype;
    it.peak = peak;
    it.flops = 2 * n * n * n;
    it.bytes = 3 * n * n * 4;
    return it;
  }

  /** A stream op. */
  public static SampleCase stream(String workload, long flops, long bytes) {
    SampleCase it = new SampleCase();
    it.workload = workload;
    it.lane = "PLAIN";
    it.flops = flops;
    it.bytes = bytes;
    return it;
  }

  /** The same case, to be renamed. */
  public static SampleCase like(CaseRecord original) {
    SampleCase it = new SampleCase();
    it.like = Optional.of(original);
    return it;
  }

  public SampleCase workload(String name) {
    return with(it -> it.workload = name);
  }

  /** A product of other sizes, named after them. */
  public SampleCase shape(long m, long n, long k) {
    return with(
        it -> {
          it.workload = "gemm-" + m + "x" + n + "x" + k;
          it.flops = 2 * m * n * k;
          it.bytes = 4 * (m * k + k * n + m * n);
        });
  }

  public SampleCase device(String id) {
    return with(it -> it.device = id);
  }

  public SampleCase lane(String name) {
    return with(it -> it.lane = name);
  }

  public SampleCase effective(double share) {
    return with(it -> it.effective = share);
  }

  public SampleCase loss(String category, double share) {
    return with(it -> it.losses.put(category, share));
  }

  /** Nobody could tell the software's gap from the hardware's limit. */
  public SampleCase undivided(double share) {
    return loss("kernel.undivided", share);
  }

  public SampleCase bestGemm() {
    return with(it -> it.kind = "BEST_GEMM");
  }

  /** Effective share of the measured bandwidth. */
  public SampleCase memoryBound(double share) {
    return with(it -> it.bandwidth = share);
  }

  public SampleCase remainder(double share) {
    return with(it -> it.remainder = share);
  }

  public SampleCase indicative() {
    return with(it -> it.indicative = true);
  }

  public SampleCase suspect(String... why) {
    return with(it -> it.suspect = List.of(why));
  }

  public SampleCase disturbed(String... by) {
    return with(it -> it.disturbed = List.of(by));
  }

  public SampleCase verification(String method, double error, double bound, boolean passed) {
    return with(
        it -> it.verification = Optional.of(new Verification(method, error, bound, passed)));
  }

  /** A program whose first fork looked at its step. */
  public SampleCase step(StepRecord record) {
    return with(it -> it.step = Optional.of(record));
  }

  public SampleCase failed(Outcome as, String why) {
    return with(
        it -> {
          it.outcome = as;
          it.reason = why;
          it.verification = Optional.empty();
        });
  }

  public CaseRecord build() {
    if (like.isPresent()) {
      return renamed(like.get());
    }
    boolean measured = outcome == Outcome.MEASURED;
    Optional<TimeEstimate> time =
        measured
            ? Optional.of(
                new TimeEstimate(
                    nanos(), nanos() * 0.991, nanos() * 1.011, 0.95, 3, "fork-mean-t", indicative))
            : Optional.empty();
    return new CaseRecord(
        id(),
        workload,
        Map.of("kind", flops > 0 ? "matmul" : "copy"),
        "DeepBench, training set",
        device,
        List.of(device),
        dtype,
        accumulate(),
        "STRICT",
        lane,
        "RANDOM",
        outcome,
        suspect,
        disturbed,
        reason,
        "goodflops run --case " + id(),
        flops,
        Optional.empty(),
        bytes,
        time,
        "oneDNN brgemm:avx512_core",
        measured ? List.of(fork(0, step), fork(1), fork(2)) : List.of(),
        List.of(),
        verification,
        measured && peak > 0 ? Optional.of(ledger()) : Optional.empty(),
        Optional.empty(),
        measured && bandwidth > 0 ? Optional.of(bandwidthLedger()) : Optional.empty());
  }

  private SampleCase with(Consumer<SampleCase> change) {
    SampleCase copy = new SampleCase();
    copy.workload = workload;
    copy.device = device;
    copy.dtype = dtype;
    copy.lane = lane;
    copy.kind = kind;
    copy.peak = peak;
    copy.flops = flops;
    copy.bytes = bytes;
    copy.effective = effective;
    copy.bandwidth = bandwidth;
    copy.remainder = remainder;
    copy.losses = new TreeMap<>(losses);
    copy.outcome = outcome;
    copy.reason = reason;
    copy.indicative = indicative;
    copy.suspect = suspect;
    copy.disturbed = disturbed;
    copy.verification = verification;
    copy.like = like;
    copy.step = step;
    change.accept(copy);
    return copy;
  }

  private String id() {
    return workload + "-" + dtype.toLowerCase(java.util.Locale.ROOT) + "-" + lane + "@" + device;
  }

  private String accumulate() {
    return dtype.equals("INT8") ? "INT32" : dtype.equals("FP64") ? "FP64" : "FP32";
  }

  private double nanos() {
    return !Double.isNaN(bandwidth)
        ? bytes / (RATE * bandwidth) * 1e9
        : flops / (peak * effective) * 1e9;
  }

  private LedgerRecord ledger() {
    double booked = losses.values().stream().mapToDouble(Double::doubleValue).sum();
    double clock = Math.max(0, 1 - effective - booked - remainder);
    Map<String, Optional<Booking>> categories = new TreeMap<>();
    List<String> unknown =
        new ArrayList<>(List.of("availability.preempted", "kernel.interference", "kernel.path"));
    if (kind.equals("BEST_GEMM")) {
      unknown.addAll(List.of("kernel.inefficiency", "kernel.unattainable_peak"));
    }
    unknown.forEach(id -> categories.put(id, Optional.empty()));
    double capacity = flops / effective;
    losses.forEach((id, share) -> categories.put(id, booking(share, capacity)));
    if (clock > 0) {
      categories.put("kernel.clock", booking(clock, capacity));
    }
    return new LedgerRecord(
        "steady",
        "FLOP",
        new Basis(
            kind,
            peak,
            dtype,
            accumulate(),
            "STRICT",
            "DENSE",
            OptionalDouble.of(3.04e9),
            "measured " + (kind.equals("BEST_GEMM") ? "best GEMM" : "FMA chain") + ", " + dtype,
            ""),
        Math.abs(remainder) > 0.05 ? LedgerRecord.Status.UNBALANCED : LedgerRecord.Status.BALANCED,
        capacity,
        flops,
        new Share(effective, effective * 0.989, effective * 1.009),
        categories,
        1 - effective - booked - clock,
        "outer-to-inner-1",
        List.of());
  }

  private LedgerRecord bandwidthLedger() {
    double capacity = bytes / bandwidth;
    return new LedgerRecord(
        "steady",
        "byte",
        new Basis(
            "BANDWIDTH_CURVE",
            RATE,
            dtype,
            accumulate(),
            "STRICT",
            "DENSE",
            OptionalDouble.empty(),
            "measured bandwidth, 22.4 GB/s",
            ""),
        LedgerRecord.Status.BALANCED,
        capacity,
        bytes,
        new Share(bandwidth, bandwidth * 0.98, bandwidth * 1.015),
        Map.of("kernel.inefficiency", booking(1 - bandwidth, capacity)),
        0,
        "outer-to-inner-1",
        List.of());
  }

  private static Optional<Booking> booking(double share, double capacity) {
    return Optional.of(new Booking(share * capacity, share, share * 0.9, share * 1.1, "measured"));
  }

  private static ForkRecord fork(int index) {
    return fork(index, Optional.empty());
  }

  private static ForkRecord fork(int index, Optional<StepRecord> step) {
    return new ForkRecord(
        index,
        42 + index,
        "2026-11-22T12:00:1" + index + "Z",
        Outcome.MEASURED,
        "",
        12,
        List.of(
            new ForkRecord.Sample(
                41_000_000,
                OptionalLong.empty(),
                12,
                OptionalLong.of(80_000_000),
                OptionalLong.of(0),
                OptionalLong.empty(),
                0)),
        new ForkRecord.Warmup(3, 120_000_000, true),
        Map.of("jvm", 300_000_000L, "open", 41_000_000L, "verify", 90_000_000L),
        Optional.empty(),
        List.of(),
        OptionalLong.of(210_000_000),
        900_000_000,
        step);
  }

  private CaseRecord renamed(CaseRecord c) {
    return new CaseRecord(
        workload + "@" + c.device(),
        workload,
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
