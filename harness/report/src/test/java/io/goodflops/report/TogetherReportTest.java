package io.goodflops.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.report.text.Lang;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.LedgerRecord.Share;
import io.goodflops.result.RankRecord;
import io.goodflops.result.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run on several devices at once looks like. */
class TogetherReportTest {
  @TempDir private Path folder;

  @Test
  void pageShowsBothRatesEfficiencyAndSpread() throws IOException {
    RunRecord run = run(true);
    Report.write(run, folder);
    String page = Files.readString(folder.resolve("report.html"));
    assertThat(page)
        .contains("id=\"together-title\"", "All devices at once", "全部设备同时运行")
        .contains("this is not parallel training", "这不是并行训练")
        .contains("80.0\u00a0% [78.0, 82.0]", "50.0\u00a0% [49.0, 51.0]", "97.0\u00a0%")
        .contains("All 2 devices", "spread 30.0\u00a0%", "极差 30.0\u00a0%")
        .doesNotContain("NaN");
    assertThat(Files.readString(folder.resolve("charts/together.svg")))
        .contains("Alone and all at once", "cpu:0/core1", "= 50.0 %");
    assertThat(Files.readString(folder.resolve("charts/together.zh.svg"))).contains("同时");
  }

  @Test
  void terminalSaysOneLineACase() {
    assertThat(TerminalSummary.lines(run(true), Lang.EN, 120, false))
        .contains(
            "Together: GEMM 2048³ FP32 packed: efficiency 65.0 % (cpu:0/1t: 80.0 %;"
                + " cpu:0/core1: 50.0 %)");
    assertThat(TerminalSummary.lines(run(true), Lang.ZH, 120, false))
        .anyMatch(line -> line.startsWith("同时运行：GEMM 2048³ FP32 packed："));
  }

  @Test
  void deviceThatBrokeIsNamedInsteadOfItsFigure() throws IOException {
    RunRecord run = run(false);
    Report.write(run, folder);
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("the process crashed in enqueue()")
        .doesNotContain("All 2 devices");
    assertThat(TerminalSummary.lines(run, Lang.EN, 200, false))
        .anyMatch(
            line -> line.matches("Together: .*: no efficiency \\(cpu:0/1t: 80.0 %; .*crash.*"));
  }

  @Test
  void tableHasTheFigures() {
    String csv = new String(CasesCsv.of(run(true)), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(csv.lines().toList().get(0)).contains(",together_outcome,together_time_ns,");
    assertThat(csv.lines().toList().get(1))
        .contains(",MEASURED,")
        .contains(",0.800000000,0.780000000,0.820000000,0.970000000");
  }

  @Test
  void runWithoutItHasNoSuchSection() throws IOException {
    Report.write(SampleRun.calm(), folder);
    assertThat(Files.readString(folder.resolve("report.html"))).doesNotContain("together-title");
    assertThat(folder.resolve("charts/together.svg")).doesNotExist();
  }

  private static RunRecord run(boolean well) {
    List<CaseRecord> cases = new ArrayList<>();
    cases.add(member("cpu:0/1t", 0, Optional.of(new Share(0.8, 0.78, 0.82))));
    cases.add(
        member(
            "cpu:0/core1", 1, well ? Optional.of(new Share(0.5, 0.49, 0.51)) : Optional.empty()));
    return SampleRun.run(RunRecord.RunStatus.COMPLETE, cases.size(), cases);
  }

  private static CaseRecord member(String device, int rank, Optional<Share> efficiency) {
    CaseRecord alone =
        SampleCase.gemm("gemm-2048x2048x2048-nn-fp32", 2048, "FP32", 93e9)
            .device(device)
            .effective(0.5)
            .build();
    TimeEstimate time = alone.timeNanos().orElseThrow();
    return alone.withRanks(
        List.of(
            new RankRecord(
                rank,
                "local",
                device,
                List.of("another"),
                1,
                0,
                5,
                efficiency.isPresent() ? Outcome.MEASURED : Outcome.CRASHED,
                efficiency.isPresent() ? "" : "the process crashed in enqueue()",
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                efficiency.isPresent() ? OptionalDouble.of(0.97) : OptionalDouble.empty(),
                efficiency.map(share -> time),
                efficiency.map(share -> slower(time, share.share())),
                efficiency)));
  }

  private static TimeEstimate slower(TimeEstimate time, double share) {
    return new TimeEstimate(
        time.value() / share,
        time.low() / share,
        time.high() / share,
        time.confidence(),
        time.n(),
        time.method(),
        time.indicative());
  }
}
