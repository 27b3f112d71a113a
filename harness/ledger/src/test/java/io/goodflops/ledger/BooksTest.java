package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Status;
import io.goodflops.result.RunRecord;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BooksTest {

  @Test
  void closesARealisticRecord() {
    Random random = new Random(1);
    List<ForkRecord> forks =
        Runs.forks(
            3, 12, 1, i -> Runs.sample(20e6 * (1 + 0.01 * random.nextGaussian()), 1, 1e5, 2e5, 0));
    RunRecord closed =
        Books.close(
            Runs.run(List.of(Runs.device()), List.of(Runs.usual()), Runs.gemm("gemm-a", forks)));
    CaseRecord record = closed.cases().get(0);
    LedgerRecord ledger = record.ledger().orElseThrow();
    assertThat(record.suspect()).isEmpty();
    assertThat(ledger.status()).isEqualTo(Status.BALANCED);
    assertThat(ledger.basis().label()).isEqualTo("measured FMA chain, 117 GFLOP/s FP32");
    assertThat(ledger.effective().share())
        .isCloseTo((2L << 30) / 20e6 * 1e9 / Runs.PEAK, within(0.01));
    assertThat(balance(ledger)).isCloseTo(1, within(1e-12));
    assertThat(closed.runLedger().orElseThrow().devices()).hasSize(1);
    assertThat(Books.close(closed)).isEqualTo(closed);
  }

  @Test
  void emptyBatchesAreNoSamples() {
    List<ForkRecord> forks =
        Runs.forks(3, 6, 1, i -> Runs.sample(i % 6 == 5 ? 0 : 2e7, i % 6 == 5 ? 0 : 1));
    CaseRecord record =
        Books.close(
                Runs.run(List.of(Runs.device()), List.of(Runs.usual()), Runs.gemm("gemm-a", forks)))
            .cases()
            .get(0);
    assertThat(record.timeNanos().orElseThrow().value()).isEqualTo(2e7);
    assertThat(balance(record.ledger().orElseThrow())).isCloseTo(1, within(1e-12));
  }

  static double balance(LedgerRecord ledger) {
    return ledger.effective().share()
        + ledger.unattributedShare()
        + ledger.categories().values().stream()
            .flatMap(java.util.Optional::stream)
            .mapToDouble(LedgerRecord.Booking::share)
            .sum();
  }

  @Test
  void declaredPeakFarAboveTheMeasuredOneIsSuspect() {
    List<ForkRecord> forks = Runs.forks(3, 12, 1, i -> Runs.sample(20e6, 1, 0, 0, 0));
    RunRecord closed =
        Books.close(
            Runs.run(
                List.of(Runs.device(Runs.declared(1000 * Runs.PEAK, Runs.CLOCK))),
                List.of(Runs.usual()),
                Runs.gemm("gemm-a", forks)));
    assertThat(closed.cases().get(0).suspect())
        .containsExactly("the declared peak is 1000 times the measured one");
  }

  @Test
  void gainOnConstantInputsIsSuspectAndNoneElse() {
    RunRecord closed =
        Books.close(
            Runs.run(
                List.of(Runs.device()),
                List.of(Runs.usual()),
                Runs.gemm("gemm-a", Runs.forks(3, 12, 1, i -> Runs.sample(22e6, 1, 0, 0, 0))),
                zeros("gemm-a-zero", 20e6),
                zeros("gemm-a-zero-too", 21.5e6)));
    assertThat(closed.cases().get(0).suspect()).isEmpty();
    assertThat(closed.cases().get(1).suspect())
        .containsExactly("10.0 % faster than on random inputs");
    assertThat(closed.cases().get(2).suspect()).isEmpty();
    assertThat(Books.close(closed)).isEqualTo(closed);
  }

  @Test
  void onlyRealDevicesRank() {
    RunRecord real =
        Books.close(
            Runs.run(
                List.of(Runs.device()),
                List.of(Runs.usual()),
                Runs.gemm("gemm-a", Runs.forks(3, 12, 1, i -> Runs.sample(20e6, 1, 0, 0, 0)))));
    CaseRecord record = real.cases().get(0);
    assertThat(Ranking.eligible(real, record)).isTrue();
    for (RunRecord.Evidence evidence :
        List.of(RunRecord.Evidence.SIMULATED, RunRecord.Evidence.EMULATED)) {
      assertThat(Ranking.eligible(Runs.with(real, evidence), record)).isFalse();
    }
  }

  private static CaseRecord zeros(String id, double nanos) {
    return Runs.withPattern(
        Runs.gemm(id, Runs.forks(3, 12, 1, i -> Runs.sample(nanos, 1, 0, 0, 0))), "ZERO");
  }
}
