package io.goodflops.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.ledger.OpLedger;
import io.goodflops.ledger.StepLedger;
import io.goodflops.report.text.Lang;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.DeviceRecord.PeakRecord;
import io.goodflops.result.Json;
import io.goodflops.result.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepReportTest {
  @TempDir Path folder;

  @Test
  void showsTimelineTableSentenceAndReceipt() throws IOException {
    String page = page(SampleStep.mlp());
    assertThat(page)
        .contains("id=\"step-1-title\"", "A step, op by op: mlp-train-512 FP32")
        .contains("What would help most: matmul (8 ops", "Upper bound", "最值得改进：matmul")
        .contains("Share of its own measured ceiling = ", "其中")
        .doesNotContain("id=\"step-2-title\"")
        .doesNotContain("NaN", "Infinity");
    assertThat(count(page, "<table class=\"ops\">")).isEqualTo(1);
    assertThat(rows(page)).isEqualTo(18);
    assertThat(Files.readString(folder.resolve("charts/step-1.svg")))
        .contains("matmul", "Nothing ran")
        .contains("relu-backward \u2192 dz2");
    assertThat(Files.readString(folder.resolve("charts/step-1.zh.svg")))
        .contains("\u65e0\u8fd0\u7b97");
  }

  @Test
  void tableOfOpsHoldsEveryOpOnce() throws IOException {
    RunRecord run = SampleStep.mlp();
    page(run);
    List<String> lines = Files.readAllLines(folder.resolve("ops.csv"));
    List<OpLedger> ops = StepLedger.of(run, run.cases().get(3)).orElseThrow().ops();
    assertThat(lines).hasSize(ops.size() + 1);
    int columns = cells(lines.get(0)).length;
    assertThat(lines).allMatch(line -> cells(line).length == columns);
    double inStep = 0;
    for (int i = 1; i < lines.size(); i++) {
      assertThat(cells(lines.get(i))[1]).isEqualTo(Integer.toString(i));
      inStep += Double.parseDouble(cells(lines.get(i))[12]);
    }
    assertThat(inStep)
        .isCloseTo(
            ops.stream().mapToDouble(op -> op.op().nanos()).sum(),
            org.assertj.core.api.Assertions.withinPercentage(0.001));
  }

  private static String[] cells(String line) {
    return line.replaceAll("\"[^\"]*\"", "quoted").split(",", -1);
  }

  @Test
  void terminalSaysWhereMostCanBeWon() {
    for (Lang lang : Lang.values()) {
      assertThat(TerminalSummary.lines(SampleStep.mlp(), lang, 120, false))
          .anyMatch(
              line ->
                  line.contains("mlp-train-512") && line.contains("matmul") && line.contains("8"));
      assertThat(TerminalSummary.lines(SampleRun.mixed(), lang, 120, false))
          .noneMatch(line -> line.contains("Step of") || line.contains("的一步"));
    }
  }

  @Test
  void chartAndTableCountAlike() throws IOException {
    RunRecord run = SampleStep.mlp();
    page(run);
    OpLedger worst = StepLedger.of(run, run.cases().get(3)).orElseThrow().ops().get(0);
    assertThat(Files.readString(folder.resolve("charts/step-1.svg")))
        .contains(">1 matmul \u2192 " + worst.op().writes() + " ");
  }

  @Test
  void receiptCanBeCalculatedAgain() throws IOException {
    Matcher share =
        Pattern.compile(
                "measured ceiling = ([0-9.e+-]+) FLOP \u00f7 \\(([0-9.e+-]+) s"
                    + " \u00d7 ([0-9.e+-]+) FLOP/s\\) = ([0-9.]+)\u00a0%")
            .matcher(page(SampleStep.mlp()));
    assertThat(share.find()).isTrue();
    double[] n = new double[5];
    for (int i = 1; i < n.length; i++) {
      n[i] = Double.parseDouble(share.group(i));
    }
    assertThat(n[1] / (n[2] * n[3]) * 100)
        .isCloseTo(n[4], org.assertj.core.api.Assertions.within(0.06));
  }

  @Test
  void saysMfuOnADeclaredPeakAlone() throws IOException {
    assertThat(page(declared(SampleStep.mlp()))).contains("MFU = ").doesNotContain("ceiling = ");
    assertThat(page(SampleStep.mlp())).doesNotContain("MFU = ");
  }

  @Test
  void putsMostRowsOfALongStepAway() throws IOException {
    String page = page(SampleStep.deep(40));
    assertThat(page).contains("<summary><span lang=\"en\">100 more ops</span>");
    assertThat(rows(page)).isEqualTo(120);
    assertThat(page.length()).isLessThan(1_500_000);
  }

  @Test
  void keepsHostileNamesInert() throws Exception {
    String page = page(SampleStep.hostile());
    assertThat(page)
        .doesNotContain("<script>alert", "<img src=x")
        .contains("What would help most: &quot;&gt;&lt;script&gt;alert(1)");
    assertThat(Files.readString(folder.resolve("ops.csv")).lines().skip(1))
        .allMatch(line -> line.startsWith("'") || Character.isLetterOrDigit(line.charAt(0)));
    for (String name : List.of("step-1.svg", "step-1.zh.svg")) {
      Path chart = folder.resolve("charts").resolve(name);
      assertThat(Files.readString(chart)).doesNotContain("<script", "<img");
      DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(chart.toFile());
    }
  }

  @Test
  void absurdTimesBreakNoPage() throws IOException {
    assertThat(page(SampleStep.absurd())).doesNotContain("NaN", "Infinity");
    assertThat(page(SampleStep.empty())).contains("No op has a loss that is known");
  }

  @Test
  void readsAStepBackFromARecord() throws IOException {
    RunRecord run = SampleStep.mlp();
    assertThat(Json.parse(Json.pretty(run), RunRecord.class)).isEqualTo(run);
  }

  @Test
  void saysNothingOfStepsWhereThereAreNone() throws IOException {
    String page = page(SampleRun.mixed());
    assertThat(page).doesNotContain("step-1", "op by op", "class=\"ops\"");
    assertThat(folder.resolve("charts/step-1.svg")).doesNotExist();
    assertThat(folder.resolve("ops.csv")).doesNotExist();
  }

  private String page(RunRecord run) throws IOException {
    assertThat(Report.write(run, folder)).isEmpty();
    return Files.readString(folder.resolve("report.html"));
  }

  /** The same run on devices that declare twice what was measured. */
  private static RunRecord declared(RunRecord run) {
    PeakRecord peak =
        new PeakRecord(
            "FP32",
            "FP32",
            "STRICT",
            364e9,
            "DENSE",
            OptionalDouble.empty(),
            "AVX",
            "DATA_SHEET",
            "sheet");
    DeviceRecord device =
        new DeviceRecord(
            "cpu:0",
            "cpu:0",
            "cpu",
            "Intel",
            "Xeon",
            "",
            "",
            OptionalLong.empty(),
            OptionalDouble.empty(),
            List.of(peak),
            Map.of());
    return new RunRecord(
        run.schemaVersion(),
        run.runId(),
        run.startedAt(),
        run.finishedAt(),
        run.toolVersion(),
        run.labels(),
        run.evidence(),
        run.status(),
        run.suite(),
        run.settings(),
        run.host(),
        run.plugins(),
        List.of(device),
        run.calibration(),
        run.planned(),
        run.cases(),
        run.runLedger());
  }

  private static int rows(String page) {
    return count(
        page.replaceAll("(?s)^.*?<table class=\"ops\">", "")
            .replaceAll("(?s)<section aria-labelledby=\"cases-title\">.*", ""),
        "<tr><td class=\"n\">");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
