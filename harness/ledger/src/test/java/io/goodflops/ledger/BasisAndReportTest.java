package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.LedgerRecord.Booking;
import io.goodflops.result.RunRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BasisAndReportTest {

  private static List<ForkRecord> forks(double nanos) {
    return Runs.forks(3, 10, 1, i -> Runs.sample(nanos * (1 + 0.001 * (i % 3)), 1, 1e5, 0, 0));
  }

  private static CaseRecord close(
      DeviceRecord device, CalibrationRecord calibration, CaseRecord c) {
    return Books.close(Runs.run(List.of(device), List.of(calibration), c)).cases().get(0);
  }

  private static Optional<Booking> booking(LedgerRecord ledger, Category category) {
    return ledger.categories().get(category.id());
  }

  @Test
  void aBestGemmBasisKeepsGapAndPeakUndivided() {
    CalibrationRecord gemm =
        Runs.calibration(
            List.of(Runs.peak(Provenance.BEST_GEMM, Runs.PEAK, 0, Runs.CLOCK)), Runs.curve(), 700);
    LedgerRecord ledger =
        close(Runs.device(), gemm, Runs.gemm("gemm-a", forks(2.5e7))).ledger().orElseThrow();
    assertThat(ledger.basis().label()).isEqualTo("best measured GEMM, 117 GFLOP/s FP32");
    assertThat(booking(ledger, Category.KERNEL_INEFFICIENCY)).isEmpty();
    assertThat(booking(ledger, Category.KERNEL_UNATTAINABLE_PEAK)).isEmpty();
    double undivided = booking(ledger, Category.KERNEL_UNDIVIDED).orElseThrow().share();
    assertThat(undivided).isGreaterThan(0.2);
    assertThat(Groups.of(ledger).share(Group.UNEXPLAINED)).isCloseTo(undivided, within(1e-12));
    assertThat(Groups.of(ledger).share(Group.SOFTWARE_GAP)).isZero();
  }

  @Test
  void aDeclaredPeakIsCanonicalAndTheMeasuredOneStandsBeside() {
    CaseRecord closed =
        close(
            Runs.device(Runs.declared(150e9, 4e9)),
            Runs.usual(),
            Runs.gemm("gemm-a", forks(2.5e7)));
    LedgerRecord canonical = closed.ledger().orElseThrow();
    LedgerRecord attainable = closed.ledgerAttainable().orElseThrow();
    assertThat(canonical.basis().label()).isEqualTo("declared peak, 150 GFLOP/s FP32");
    assertThat(attainable.basis().kind()).isEqualTo("FMA_CHAIN");
    assertThat(attainable.effectiveFlop()).isCloseTo(canonical.effectiveFlop(), within(1.0));
    assertThat(attainable.effective().share()).isGreaterThan(canonical.effective().share());
    assertThatThrownBy(() -> Groups.of(List.of(canonical, attainable)))
        .hasMessageContaining("one basis");
    CaseRecord undeclared = close(Runs.device(), Runs.usual(), Runs.gemm("gemm-a", forks(2.5e7)));
    assertThat(undeclared.ledgerAttainable()).isEmpty();
  }

  @Test
  void withoutAnyPeakThereIsTimeButNoLedger() {
    CaseRecord closed =
        close(
            Runs.device(),
            Runs.calibration(List.of(), Runs.curve(), 0),
            Runs.gemm("gemm-a", forks(2.5e7)));
    assertThat(closed.timeNanos()).isPresent();
    assertThat(closed.ledger()).isEmpty();
  }

  @Test
  void aProbeThatAGemmBeatsIsNoCeiling() {
    CalibrationRecord both =
        Runs.calibration(
            List.of(
                Runs.peak(Provenance.FMA_CHAIN, 0.5 * Runs.PEAK, 0, Runs.CLOCK),
                Runs.peak(Provenance.BEST_GEMM, Runs.PEAK, 0, Runs.CLOCK)),
            Runs.curve(),
            700);
    CaseRecord closed = close(Runs.device(), both, Runs.gemm("gemm-a", forks(2.5e7)));
    assertThat(closed.ledger().orElseThrow().basis().kind()).isEqualTo("BEST_GEMM");
    assertThat(closed.suspect()).isEmpty();
  }

  @Test
  void workWithoutOperationsGetsABandwidthLedger() {
    long bytes = 1L << 28;
    double nanos = bytes / 24e9 * 1e9 / 0.8;
    CaseRecord copy =
        close(
            Runs.device(),
            Runs.usual(),
            Runs.record("copy", Outcome.MEASURED, 0, bytes, forks(nanos)));
    LedgerRecord ledger = copy.bandwidthLedger().orElseThrow();
    assertThat(copy.ledger()).isEmpty();
    assertThat(ledger.unit()).isEqualTo("byte");
    assertThat(ledger.effectiveFlop()).isCloseTo(30.0 * bytes, within(1.0));
    assertThat(ledger.effective().share()).isCloseTo(0.8, within(0.002));
    assertThat(BooksTest.balance(ledger)).isCloseTo(1, within(1e-12));
  }

  @Test
  void workBelowMachineBalanceGetsBothAndWorkAboveDoesNot() {
    CaseRecord skinny =
        close(
            Runs.device(),
            Runs.usual(),
            Runs.record("gemm-v", Outcome.MEASURED, 1L << 27, 1L << 28, forks(1.4e7)));
    assertThat(skinny.bandwidthLedger()).isPresent();
    double limit =
        booking(skinny.ledger().orElseThrow(), Category.KERNEL_MEMORY_BOUND).orElseThrow().share();
    assertThat(limit).isGreaterThan(0.5);
    CaseRecord square = close(Runs.device(), Runs.usual(), Runs.gemm("gemm-s", forks(2.5e7)));
    assertThat(square.bandwidthLedger()).isEmpty();
  }

  @Test
  void theCurveIsLinearOnTheLogarithmOfTheSize() {
    BandwidthCurve curve = new BandwidthCurve(Runs.curve());
    assertThat(curve.at(1L << 14)).isEqualTo(200e9);
    assertThat(curve.at(1L << 15)).isCloseTo(190e9, within(1.0));
    assertThat(curve.at(1)).isEqualTo(200e9);
    assertThat(curve.at(1L << 40)).isEqualTo(24e9);
  }

  @Test
  void aModelledGapIsNeverMoreThanIsLeft() {
    CalibrationRecord slow =
        Runs.calibration(
            List.of(Runs.peak(Provenance.FMA_CHAIN, Runs.PEAK, 0, Runs.CLOCK)), Runs.curve(), 1e9);
    LedgerRecord ledger =
        close(Runs.device(), slow, Runs.gemm("gemm-a", forks(2.5e7))).ledger().orElseThrow();
    assertThat(ledger.violations()).isEmpty();
    assertThat(booking(ledger, Category.KERNEL_INEFFICIENCY).orElseThrow().share())
        .isCloseTo(0, within(1e-9));
    assertThat(booking(ledger, Category.HOST_DISPATCH_GAP).orElseThrow().evidence())
        .isEqualTo("modelled");
  }

  @Test
  void aChainOnTheMatrixUnitIsCalledOne() {
    Basis fma =
        Books.close(
                Runs.run(
                    List.of(Runs.device()),
                    List.of(Runs.usual()),
                    Runs.gemm("gemm-a", forks(2.5e7))))
            .cases()
            .get(0)
            .ledger()
            .orElseThrow()
            .basis();
    Basis unit =
        new Basis(
            fma.kind(),
            9.9e14,
            "BF16",
            "FP32",
            fma.mathMode(),
            fma.density(),
            fma.clockHertz(),
            "",
            "measured: matrix-chain-bf16");
    assertThat(BasisLabels.of(unit))
        .isEqualTo(
            new Text(
                "measured matrix-unit chain, 990 TFLOP/s BF16→FP32",
                "实测矩阵单元链上限，990 TFLOP/s BF16→FP32"));
  }

  @Test
  void theHeadlineNamesItsBasisAndAddsUp() {
    CaseRecord zero = Runs.gemm("gemm-zero", forks(2.2e7));
    RunRecord run =
        Books.close(
            Runs.run(
                List.of(Runs.device()),
                List.of(Runs.usual()),
                Runs.gemm("gemm-a", forks(2.5e7)),
                Runs.gemm("gemm-b", forks(5e7)),
                Runs.record("gemm-c", Outcome.WRONG, 2L << 30, 1 << 20, forks(2e7)),
                zero));
    Headline headline = Headline.of(run.cases()).orElseThrow();
    assertThat(headline.cases()).hasSize(3);
    assertThat(BasisLabels.of(headline.basis()))
        .isEqualTo(new Text("measured FMA chain, 117 GFLOP/s FP32", "实测乘加链上限，117 GFLOP/s FP32"));
    assertThat(headline.units()).containsExactly(57, 43, 0, 0);
    assertThat(Coverage.of(run)).isEqualTo(new Coverage(3, 4));
    List<BiggestLosses.Loss> losses = BiggestLosses.of(headline);
    assertThat(losses.get(0).category()).isEqualTo(Category.KERNEL_INEFFICIENCY);
    assertThat(losses.get(0).worstCase()).isEqualTo("gemm-b");
    assertThat(losses.get(0).sign()).isEqualTo("≤");
    assertThat(losses.get(0).advice().zh()).isNotBlank();
    assertThat(losses).isSortedAccordingTo((a, b) -> Double.compare(b.share(), a.share()));
  }

  @Test
  void aRunLedgerHoldsAllOfTheDevicesTime() {
    List<ForkRecord> forks = forks(2.5e7);
    RunRecord run =
        Books.close(
            Runs.run(
                List.of(Runs.device()),
                List.of(Runs.usual()),
                Runs.gemm("gemm-a", forks),
                Runs.record("gemm-c", Outcome.WRONG, 2L << 30, 1 << 20, forks)));
    LedgerRecord ledger = run.runLedger().orElseThrow().devices().get(0);
    double processes = forks.stream().mapToDouble(ForkRecord::wallNanos).sum();
    assertThat(ledger.capacityFlop())
        .isCloseTo((2 * processes + 2e9) * Runs.PEAK / 1e9, within(1e3));
    assertThat(BooksTest.balance(ledger)).isCloseTo(1, within(1e-12));
    assertThat(booking(ledger, Category.REJECTED_VERIFY_FAILED).orElseThrow().flop())
        .isCloseTo(processes * Runs.PEAK / 1e9, within(1e3));
    assertThat(booking(ledger, Category.LIFECYCLE_SETUP).orElseThrow().flop())
        .isCloseTo(3 * 0.25 * Runs.PEAK, within(1e3));
  }
}
