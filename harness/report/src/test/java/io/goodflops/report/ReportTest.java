package io.goodflops.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.goodflops.report.text.Lang;
import io.goodflops.result.Json;
import io.goodflops.result.RunRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final Path GOLDENS = Path.of("src/test/resources/io/goodflops/report/goldens");
  private static final List<String> TEXTS =
      List.of(
          "report.html",
          "cases.csv",
          "charts/ledger.svg",
          "charts/ledger.zh.svg",
          "charts/roofline.svg",
          "charts/roofline.zh.svg");

  @TempDir Path folder;
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  /** Regenerate with -Dgoldens.update. */
  @ParameterizedTest
  @ValueSource(strings = {"zh-CN", "tr-TR", "ar-EG"})
  void writesTheSameBytesInEveryLocale(String locale) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(locale));
    assertThat(Report.write(SampleRun.mixed(), folder)).isEmpty();
    for (String name : TEXTS) {
      Path golden = GOLDENS.resolve(name);
      if (System.getProperty("goldens.update") != null) {
        Files.createDirectories(golden.getParent());
        Files.copy(folder.resolve(name), golden, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      assertThat(folder.resolve(name)).as(name).hasSameBinaryContentAs(golden);
    }
  }

  @Test
  void drawsPicturesAtTwiceTheSize() throws IOException {
    Report.write(SampleRun.mixed(), folder);
    for (String name : List.of("ledger.png", "ledger.zh.png", "roofline.png", "roofline.zh.png")) {
      assertThat(ImageIO.read(folder.resolve("charts/" + name).toFile()).getWidth())
          .as(name)
          .isEqualTo(1800);
    }
    BufferedImage ledger = ImageIO.read(folder.resolve("charts/ledger.png").toFile());
    int[] pixels = ledger.getRGB(0, 0, 1800, ledger.getHeight(), null, 0, 1800);
    assertThat(Arrays.stream(pixels).filter(p -> (p & 0xffffff) == 0x0072b2).count())
        .isGreaterThan(100_000);
  }

  @Test
  void keepsHostileNamesInert() throws Exception {
    Report.write(SampleRun.mixed(), folder);
    for (String name : TEXTS) {
      String text = Files.readString(folder.resolve(name));
      if (!name.endsWith(".csv")) {
        assertThat(text).as(name).doesNotContain("<script>alert").doesNotContain("<img src=x");
        assertThat(text).as(name).contains("&lt;script&gt;alert(1)");
      }
    }
    for (String name : TEXTS.subList(2, TEXTS.size())) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(folder.resolve(name).toFile());
    }
  }

  @Test
  void asksTheNetworkForNothing() throws IOException {
    Report.write(SampleRun.mixed(), folder);
    String page = Files.readString(folder.resolve("report.html"));
    assertThat(page)
        .contains("default-src &#39;none&#39;", "script-src &#39;sha256-")
        .doesNotContain("<link", "@import", "src=\"http", "href=\"http", "url(");
  }

  @Test
  void printsNoNumberThatIsNone() throws IOException {
    Report.write(SampleRun.mixed(), folder);
    for (String name : TEXTS) {
      assertThat(Files.readString(folder.resolve(name)))
          .as(name)
          .doesNotContain("NaN")
          .doesNotContain("Infinity");
    }
  }

  @Test
  void writesAPageForARunWithoutCases() throws IOException {
    RunRecord empty = SampleRun.run(RunRecord.RunStatus.PARTIAL, 5, List.of());
    assertThat(Report.write(empty, folder)).isEmpty();
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("there is no verdict", "0 of 5 cases verified");
  }

  @Test
  void neverCallsAShareOfAMeasuredCeilingMfu() throws IOException {
    Report.write(SampleRun.mixed(), folder);
    String page = Files.readString(folder.resolve("report.html"));
    assertThat(page).contains("Share of its own measured ceiling");
    assertThat(page.replace("It is not MFU", "").replace("\u5b83\u4e0d\u662f MFU", ""))
        .doesNotContain("MFU");
  }

  @Test
  void capsTheChartsOfALargeRunAndSaysSo() throws IOException {
    Report.write(SampleRun.large(1000), folder);
    assertThat(Files.size(folder.resolve("report.html"))).isLessThan(4_000_000);
    assertThat(Files.readString(folder.resolve("charts/ledger.svg"))).contains("more cases: see");
    try (Stream<String> lines = Files.lines(folder.resolve("cases.csv"))) {
      assertThat(lines.filter(line -> !line.isEmpty())).hasSize(1001);
    }
  }

  @Test
  void hasBothLanguagesForEverySpan() throws IOException {
    Report.write(SampleRun.mixed(), folder);
    String page = Files.readString(folder.resolve("report.html"));
    assertThat(count(page, "<span lang=\"en\">")).isEqualTo(count(page, "<span lang=\"zh-CN\">"));
  }

  @Test
  void summarizesForATerminal() {
    List<String> lines = TerminalSummary.lines(SampleRun.mixed(), Lang.EN, 160, false);
    assertThat(lines)
        .anyMatch(l -> l.startsWith("gemm-2048") && l.contains("0.166 TFLOP/s [0.164, 0.167]"))
        .anyMatch(l -> l.startsWith("gemm-2048 INT8") && l.contains(" TOP/s ["))
        .anyMatch(l -> l.startsWith("triad") && l.contains(" GB/s ["))
        .anyMatch(l -> l.contains("Wrong: element [17, 903]"))
        .anyMatch(l -> l.startsWith("Of 100 units"))
        .anyMatch(l -> l.contains("12 of 18 cases verified"));
    assertThat(String.join("", lines).chars()).noneMatch(Character::isISOControl);
    assertThat(TerminalSummary.lines(SampleRun.mixed(), Lang.ZH, 120, true))
        .anyMatch(l -> l.startsWith("\u001b[1m"));
  }

  @Test
  void namesNoTwoVerdictsAlike() {
    List<Verdict> verdicts = Verdict.of(SampleRun.mixed());
    assertThat(verdicts).hasSizeGreaterThan(4);
    assertThat(verdicts.stream().map(VerdictView::scope)).doesNotHaveDuplicates();
  }

  @Test
  void cardOfOneCaseSaysWhatTheTableSays() {
    List<Verdict> single =
        Verdict.of(SampleRun.mixed()).stream()
            .filter(v -> v.headline().cases().size() == 1)
            .toList();
    assertThat(single).isNotEmpty();
    for (Verdict verdict : single) {
      CaseFigures figures = CaseFigures.of(verdict.headline().cases().get(0));
      CaseFigures.Interval cell =
          (verdict.onBandwidth() ? figures.bytes() : figures.flops()).orElseThrow();
      assertThat(verdict.rate().value()).isCloseTo(cell.value(), withinPercentage(1e-9));
      assertThat(verdict.rate().low()).isCloseTo(cell.low(), withinPercentage(1e-9));
      assertThat(verdict.rate().high()).isCloseTo(cell.high(), withinPercentage(1e-9));
    }
  }

  @Test
  void cutsNamesAndIntervalsBeforeItBreaksLines() {
    TerminalSummary.lines(SampleRun.mixed(), Lang.EN, 100, false).stream()
        .takeWhile(line -> !line.isEmpty())
        .forEach(line -> assertThat(line).satisfies(l -> assertThat(l.length()).isLessThan(101)));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 100, 160})
  void neverCutsAReason(int width) {
    for (Lang lang : Lang.values()) {
      String text =
          String.join("", TerminalSummary.lines(SampleRun.mixed(), lang, width, false))
              .replace(" ", "");
      SampleRun.mixed().cases().stream()
          .filter(c -> c.outcome() != io.goodflops.result.CaseRecord.Outcome.MEASURED)
          .map(c -> Reasons.of(c.reason()).in(lang).replace(" ", ""))
          .filter(reason -> reason.chars().noneMatch(Character::isISOControl))
          .forEach(reason -> assertThat(text).contains(reason));
    }
  }

  @Test
  void writesWholeNumbersAsWholeNumbersAndTypesTheSameWayEverywhere() throws IOException {
    Report.write(SampleRun.mixed(), folder);
    String csv = Files.readString(folder.resolve("cases.csv"));
    // n stands after the confidence
    assertThat(csv).doesNotContainPattern(",0\\.95[0-9]*,[0-9]+[.]");
    assertThat(csv.lines().skip(1))
        .anyMatch(line -> line.matches(".*,0\\.95[0-9]*,[0-9]+,(true|false),.*"));
    String chart = Files.readString(folder.resolve("charts/ledger.svg"));
    assertThat(chart).contains("BF16\u2192FP32").doesNotContain("BF16&gt;FP32");
  }

  @Test
  void namesACaseAlikeInChartAndTerminal() throws IOException {
    Report.write(SampleRun.mixed(), folder);
    String chart = Files.readString(folder.resolve("charts/ledger.svg"));
    String label = io.goodflops.report.chart.CaseLabels.withLane(SampleRun.mixed().cases().get(0));
    assertThat(chart).contains(label);
    assertThat(TerminalSummary.lines(SampleRun.mixed(), Lang.EN, 160, false))
        .anyMatch(line -> line.startsWith(label));
  }

  @Test
  void alignsChineseByCells() {
    List<String> lines = TerminalSummary.lines(SampleRun.mixed(), Lang.ZH, 160, false);
    List<Integer> ends = new ArrayList<>();
    for (String line : lines.subList(1, 5)) {
      int end = line.indexOf(']');
      ends.add(io.goodflops.report.text.TextWidth.of(line.substring(0, end)));
    }
    assertThat(ends.stream().distinct()).hasSize(1);
  }

  @Test
  void callsNoRealRunSimulated() throws IOException {
    Report.write(SampleRun.mixed(), folder);
    for (String name : List.of("report.html", "charts/ledger.svg", "charts/roofline.svg")) {
      assertThat(Files.readString(folder.resolve(name))).as(name).doesNotContain("SIMULATED");
    }
    assertThat(Files.readString(folder.resolve("cases.csv")))
        .contains(",SELF_TESTED,true")
        .contains(",SELF_TESTED,false");
  }

  @Test
  void marksTheVerdictOnNoHardware() throws IOException {
    RunRecord simulated = edited("\"SELF_TESTED\"", "\"SIMULATED\"");
    Report.write(simulated, folder);
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("[SIMULATED] Of 100 units")
        .contains("\u3010\u6a21\u62df\u3011\u6bcf 100 \u4efd");
    assertThat(TerminalSummary.lines(simulated, Lang.EN, 100, false))
        .anyMatch(line -> line.startsWith("[SIMULATED] Of 100 units"));
  }

  @Test
  void saysWhenCeilingsWereMeasuredOnAMachineInUse() throws IOException {
    assertThat(TerminalSummary.lines(SampleRun.mixed(), Lang.EN, 100, false))
        .noneMatch(line -> line.contains("machine in use"));
    RunRecord busy = edited("\"othersShare\" : 0.004", "\"othersShare\" : 0.31");
    assertThat(TerminalSummary.lines(busy, Lang.EN, 100, false))
        .anyMatch(line -> line.contains("machine in use") && line.contains("31.0 %"));
  }

  private RunRecord edited(String old, String now) throws IOException {
    String text = Json.pretty(SampleRun.mixed());
    assertThat(text).contains(old);
    Path file = Files.writeString(folder.resolve("edited.json"), text.replace(old, now));
    return Json.read(file, RunRecord.class);
  }

  @Test
  void neutralizesFormulas() {
    assertThat(CasesCsv.inert("=1+1")).isEqualTo("'=1+1");
    assertThat(CasesCsv.inert("@x")).isEqualTo("'@x");
    assertThat(CasesCsv.inert("gemm")).isEqualTo("gemm");
    assertThat(CasesCsv.quoted("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
    String csv = new String(CasesCsv.of(SampleRun.mixed()), UTF_8);
    assertThat(csv).startsWith("\ufeffid,workload");
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }
}
