package io.goodflops.engine.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargerProductsTest {
  private static final long LARGE = 2L << 39;

  private static CalibrationRecord calibration(Provenance provenance, String workload) {
    return new CalibrationRecord(
        "chip:0",
        List.of(
            new ComputePeak(
                "BF16",
                "FP32",
                "STRICT",
                provenance,
                workload,
                800e12,
                OptionalDouble.of(800e12),
                OptionalDouble.of(790e12),
                0.01,
                OptionalDouble.of(1.9e9),
                OptionalDouble.of(0.01))),
        List.of(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "events",
        1,
        OptionalDouble.empty(),
        7,
        List.of("note"));
  }

  /** A case whose two batches took 3 and 4 launches' time of 1.5 and 1.25 ms. */
  private static CaseRecord gemm(
      long flops, String mode, String pattern, Outcome outcome, String... suspect) {
    List<ForkRecord.Sample> samples =
        List.of(sample(3, 4_500_000), sample(4, 5_000_000), sample(0, 1));
    ForkRecord fork =
        new ForkRecord(
            0,
            1,
            "",
            Outcome.MEASURED,
            "",
            4,
            samples,
            new ForkRecord.Warmup(1, 1, true),
            Map.of(),
            Optional.empty(),
            List.of(),
            OptionalLong.empty(),
            1,
            Optional.empty());
    return new CaseRecord(
        "gemm-8192x8192x8192-nn-bf16-plain@chip:0",
        "gemm-8192x8192x8192-nn-bf16",
        Map.of(),
        "",
        "chip:0",
        List.of("chip:0"),
        mode,
        "FP32",
        "STRICT",
        "plain",
        pattern,
        outcome,
        List.of(suspect),
        List.of(),
        "",
        "",
        flops,
        Optional.empty(),
        1,
        Optional.empty(),
        "",
        List.of(fork),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ForkRecord.Sample sample(int launches, long nanos) {
    return new ForkRecord.Sample(
        nanos,
        OptionalLong.empty(),
        launches,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        0);
  }

  private static ComputePeak raised(Provenance provenance, String workload, CaseRecord... cases) {
    CalibrationRecord before = calibration(provenance, workload);
    CalibrationRecord after = LargerProducts.raise(before, List.of(cases));
    assertThat(after).usingRecursiveComparison().ignoringFields("compute").isEqualTo(before);
    assertThat(after.compute()).hasSize(1);
    return after.compute().get(0);
  }

  @Test
  void theFastestBatchOfALargerProductIsTheCeiling() {
    CaseRecord large = gemm(LARGE, "BF16", "RANDOM", Outcome.MEASURED);
    for (Provenance provenance : Provenance.values()) {
      String workload =
          provenance == Provenance.BEST_GEMM ? "gemm-4096x4096x4096 BF16" : "matrix-chain-bf16";
      ComputePeak peak = raised(provenance, workload, large);
      assertThat(peak.flopsPerSecond()).isEqualTo(LARGE / 1.25e-3);
      assertThat(peak.provenance()).isEqualTo(Provenance.BEST_GEMM);
      assertThat(peak.workload()).isEqualTo(large.workload());
      assertThat(peak.before()).hasValue(800e12);
      assertThat(peak.clockHertz()).hasValue(1.9e9);
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          gemm-4096x4096x4096 BF16, BEST_GEMM, 137438953472, BF16, RANDOM, MEASURED
          gemm-4096x4096x4096 BF16, BEST_GEMM, 700000000000, BF16, RANDOM, MEASURED
          gemm-4096x4096x4096 BF16, BEST_GEMM, 1099511627776, FP16, RANDOM, MEASURED
          gemm-4096x4096x4096 BF16, BEST_GEMM, 1099511627776, BF16, ZERO, MEASURED
          gemm-4096x4096x4096 BF16, BEST_GEMM, 1099511627776, BF16, RANDOM, WRONG
          fma-chain-bf16, FMA_CHAIN, 1099511627776, BF16, RANDOM, MEASURED
          """)
  void otherProductsRaiseNothing(
      String workload,
      Provenance provenance,
      long flops,
      String dtype,
      String pattern,
      Outcome outcome) {
    CaseRecord other = gemm(flops, dtype, pattern, outcome);
    assertThat(raised(provenance, workload, other).flopsPerSecond()).isEqualTo(800e12);
  }

  @Test
  void whatNoSizeExplainsRaisesNothing() {
    CaseRecord lie = gemm(LARGE * 5 / 4, "BF16", "RANDOM", Outcome.MEASURED);
    ComputePeak peak = raised(Provenance.BEST_GEMM, "gemm-4096x4096x4096 BF16", lie);
    // its slower batch alone is within what a size may bring, and is the ceiling
    assertThat(peak.flopsPerSecond()).isEqualTo(LARGE * 5 / 4 / 1.5e-3);
    CaseRecord worse = gemm(LARGE * 2, "BF16", "RANDOM", Outcome.MEASURED);
    assertThat(raised(Provenance.BEST_GEMM, "gemm-4096x4096x4096 BF16", worse).flopsPerSecond())
        .isEqualTo(800e12);
  }

  @Test
  void whatIsSuspectRaisesNothing() {
    CaseRecord suspect = gemm(LARGE, "BF16", "RANDOM", Outcome.MEASURED, "late results");
    ComputePeak peak = raised(Provenance.BEST_GEMM, "gemm-4096x4096x4096 BF16", suspect);
    assertThat(peak.flopsPerSecond()).isEqualTo(800e12);
  }
}
