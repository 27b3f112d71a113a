package io.goodflops.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.ledger.Group;
import io.goodflops.ledger.Groups;
import io.goodflops.report.text.Figures;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.RunLedgerRecord;
import io.goodflops.result.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTimeTest {
  private static final CaseRecord PRODUCT = SampleComparison.gemm("gemm-2048", 0.8);
  private static final LedgerRecord LEDGER = PRODUCT.ledger().orElseThrow();

  @TempDir Path folder;

  @Test
  void dividesAllTimeOfTheDeviceIntoGroups() throws Exception {
    RunRecord run = run(LEDGER);
    List<DeviceTime> times = DeviceTime.of(run);
    assertThat(times).hasSize(1);
    assertThat(times.get(0).device()).isEqualTo("cpu:0");
    assertThat(times.get(0).rows()).hasSize(Group.values().length);
    assertThat(times.get(0).rows().get(0).share())
        .isEqualTo(Figures.percent(Groups.of(LEDGER).share(Group.EFFECTIVE)));
    Report.write(run, folder);
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("All the time that the run held cpu:0", "本次运行占用 cpu:0 的全部时间");
  }

  @Test
  void ledgersThatBelongToNoDeviceAreLeftOut() {
    assertThat(DeviceTime.of(run(LEDGER, LEDGER))).isEmpty();
    assertThat(DeviceTime.of(run())).isEmpty();
  }

  private static RunRecord run(LedgerRecord... devices) {
    RunRecord run = SampleComparison.run("one", "chip", PRODUCT);
    return run.with(
        run.cases(),
        Optional.of(
            new RunLedgerRecord(
                60_000_000_000L, 0, 0, Map.of(), 60_000_000_000L, List.of(devices))));
  }
}
