package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.Manifest;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import io.goodflops.result.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tender is run to the letter, and the same file judges the run. */
class TenderIT {
  private static final String CHALLENGE = "opened on 2026-11-28, lot 4";

  /** The budget ends it after a few of its forks: evidence is then insufficient, which shows. */
  private static final String TENDER =
      """
      {"tender": "hall-2", "challenge": "%s",
       "suite": {"name": "hall-2",
         "policy": {"minForks": 15, "maxForks": 15, "budgetSeconds": 12},
         "workloads": [{"op": "matmul", "m": 32, "n": 32, "k": 32, "dtypes": ["FP32"],
                        "source": "test"}]},
       "criteria": [{"workload": "gemm-32x32x32-nn-fp32", "minTflops": 1e-9}]}
      """
          .formatted(CHALLENGE);

  @TempDir private Path folder;

  @Test
  void theRunIsOfTheTenderAndItsSeedsOfTheChallenge() throws Exception {
    Path tender = Files.writeString(folder.resolve("tender.json"), TENDER);
    Path out = folder.resolve("run");
    Outcome ran =
        Goodflops.simulate(
            folder,
            Goodflops.RATES,
            "run",
            "--tender",
            tender.toString(),
            "--device",
            "simulator:0",
            "--out",
            out.toString());
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    RunRecord run = RunFile.read(out);
    assertThat(run.settings().tender())
        .contains(new RunRecord.TenderRecord("hall-2", Manifest.sha256(tender)));
    assertThat(run.settings().challenge()).contains(CHALLENGE);
    assertThat(run.cases()).hasSize(1);
    assertThat(run.cases().get(0).forks()).isNotEmpty();
    assertThat(run.cases().get(0).repro()).contains("run --tender " + tender);
    assertThat(Seeds.follow(run, CHALLENGE)).isTrue();
    assertThat(Seeds.follow(run, "older")).isFalse();

    Outcome judged =
        Goodflops.run(
            folder,
            "accept",
            "--tender",
            tender.toString(),
            out.toString(),
            "--out",
            folder.resolve("accept").toString());
    assertThat(judged.exitCode()).as(judged.err()).isEqualTo(3);
    assertThat(judged.out())
        .contains("INSUFFICIENT EVIDENCE; 5 tests hold, 0 fail, 1 without")
        .contains("simulated device");
  }
}
