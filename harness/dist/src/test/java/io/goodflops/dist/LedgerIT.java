package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.ledger.Category;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A device with waste that was programmed into it, drawn at random: the ledger of a real run gives
 * it back, category by category, within 2 % of capacity beside what the machine itself disturbed.
 */
class LedgerIT {
  private static final double ATTAINABLE = 2e9;
  private static final long FLOPS = 2L * 96L * 96L * 96L;

  @TempDir private Path folder;

  @Test
  void programmedWasteComesBack() throws Exception {
    long seed = Long.getLong("goodflops.test.seed", System.nanoTime());
    Random random = new Random(seed);
    double efficiency = 0.5 + 0.4 * random.nextDouble();
    double reached = 0.6 + 0.3 * random.nextDouble();
    long latencyNanos = 100_000L + random.nextInt(400_000);
    String program =
        String.format(
            Locale.ROOT,
            "rate.FP32 = %s%npeak.FP32 = %s%nefficiency.matmul = %s%nlatency.nanos = %d%n"
                + "bandwidth = 1e10%nmemory.bytes = 33554432%nclock = 1e9%n",
            ATTAINABLE,
            ATTAINABLE / reached,
            efficiency,
            latencyNanos);
    Path suite =
        Files.writeString(
            folder.resolve("one.json"),
            """
            {"name": "one", "title": "One", "titleZh": "一",
             "policy": {"minForks": 1, "maxForks": 1, "minBatches": 5, "minBatchSeconds": 0.02,
                        "minTimedSeconds": 0.6, "maxWarmupSeconds": 0.1, "precision": 0.05,
                        "budgetSeconds": 120},
             "workloads": [
               {"op": "matmul", "m": 96, "n": 96, "k": 96, "dtypes": ["FP32"], "source": "test"}]}
            """);
    Path out = folder.resolve("run");
    Outcome ended =
        Goodflops.simulate(
            folder,
            program,
            "run",
            "--suite",
            suite.toString(),
            "--device",
            "simulator:0",
            "--out",
            out.toString());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    RunRecord run = RunFile.read(out);
    CaseRecord record = run.cases().get(0);
    LedgerRecord ledger = record.ledger().orElseThrow();

    double effective = (double) FLOPS / (ATTAINABLE / reached) * 1e9;
    double atCeiling = (double) FLOPS / ATTAINABLE * 1e9;
    double busy = atCeiling / efficiency;
    double total = busy + latencyNanos;
    // what the machine took from the simulator's own timing is booked apart; the rest must agree
    double disturbed =
        share(ledger, Category.HOST_RUNTIME_PAUSE)
            + Math.max(0, record.timeNanos().orElseThrow().value() / total - 1);
    double tolerance = 0.02 + disturbed;
    String what = "seed " + seed + "\n" + program + ledger;
    assertThat(ledger.basis().kind()).isEqualTo("DECLARED");
    assertThat(ledger.effective().share()).as(what).isCloseTo(effective / total, within(tolerance));
    assertThat(share(ledger, Category.KERNEL_UNATTAINABLE_PEAK))
        .as(what)
        .isCloseTo((atCeiling - effective) / total, within(tolerance));
    assertThat(share(ledger, Category.KERNEL_INEFFICIENCY))
        .as(what)
        .isCloseTo((busy - atCeiling) / total, within(tolerance));
    assertThat(share(ledger, Category.HOST_DISPATCH_GAP))
        .as(what)
        .isCloseTo(latencyNanos / total, within(tolerance));
  }

  private static double share(LedgerRecord ledger, Category category) {
    return ledger
        .categories()
        .getOrDefault(category.id(), java.util.Optional.empty())
        .map(LedgerRecord.Booking::share)
        .orElse(0.0);
  }
}
