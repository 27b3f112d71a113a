package io.goodflops.report;

import static io.goodflops.report.SampleComparison.gemm;
import static io.goodflops.report.SampleComparison.run;
import static io.goodflops.report.SampleComparison.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.Light;
import io.goodflops.report.text.Lang;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.RunRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class GateReportTest {
  private static final String HOSTILE = "a|`b`<img src=x>@team www.x.org\u0000\u202e";

  @TempDir private Path folder;

  private static Gate gate(List<CaseRecord> baseline, List<CaseRecord> candidate) {
    return Gate.of(
        run("base", "Chip", baseline.toArray(new CaseRecord[0])),
        run("new", "Chip", candidate.toArray(new CaseRecord[0])),
        device -> true,
        0.03,
        false);
  }

  private static Gate mixed() {
    return gate(
        List.of(gemm("gemm-a", 0.6), gemm("gemm-b", 0.6), gemm("gemm-c", 0.6), gemm(HOSTILE, 0.5)),
        List.of(gemm("gemm-a", 0.6), gemm("gemm-b", 0.4), wrong("gemm-c"), gemm(HOSTILE, 0.485)));
  }

  @Test
  void theTerminalPutsTheWorstFirstAndSaysWhereTheTimeWent() {
    List<String> lines = GateSummary.lines(mixed(), Lang.EN, 120);
    assertThat(lines.get(0)).startsWith("FAIL").contains("gemm-b").contains("50.0 % slower");
    assertThat(lines.get(1)).contains("code +", "machine (clock, steal, ceiling) ");
    assertThat(lines.get(lines.size() - 1))
        .startsWith("GoodFLOPS gate: FAIL; 1 passed, 2 failed, 1 inconclusive, 0 not gated");
    assertThat(lines).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
    assertThat(GateSummary.lines(mixed(), Lang.ZH, 120)).anyMatch(l -> l.contains("未通过 2"));
  }

  @Test
  void junitHasACaseForEachWorkload() throws Exception {
    Document xml = parsed(GateJunit.of(mixed(), false));
    Element root = xml.getDocumentElement();
    assertThat(root.getAttribute("tests")).isEqualTo("4");
    assertThat(root.getAttribute("failures")).isEqualTo("2");
    assertThat(root.getAttribute("skipped")).isEqualTo("1");
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(4);
    assertThat(((Element) xml.getElementsByTagName("failure").item(0)).getAttribute("message"))
        .isEqualTo("50.0\u00a0% slower");
    Element strict = parsed(GateJunit.of(mixed(), true)).getDocumentElement();
    assertThat(strict.getAttribute("failures")).isEqualTo("3");
    assertThat(strict.getAttribute("skipped")).isEqualTo("0");
  }

  private static Document parsed(byte[] xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml));
  }

  @Test
  void theSummaryIsInertMarkdown() {
    String text = GateMarkdown.of(mixed(), Lang.EN);
    assertThat(text)
        .contains(
            "## GoodFLOPS gate", "a&#124;&#96;b&#96;&#60;img src&#61;x&#62;&#64;team www&#46;x")
        .doesNotContain("<img", "@team", "`", "www.", "\u0000", "\u202e");
    assertThat(text.lines().filter(line -> line.startsWith("|")))
        .allMatch(line -> line.chars().filter(c -> c == '|').count() == 7);
  }

  @Test
  void theSummaryStaysBelowAMegabyteAndSaysWhatItLeftOut() {
    List<CaseRecord> many = new ArrayList<>();
    String padding = "x".repeat(3000);
    for (int i = 0; i < 400; i++) {
      many.add(gemm("gemm-" + i + padding, 0.6));
    }
    String text = GateMarkdown.of(gate(many, many), Lang.EN);
    assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThan(1 << 20);
    assertThat(text).contains("more lines left out").endsWith("</details>\n");
  }

  @Test
  void exportsForBenchmarkHistoriesHoldWhatMayRank() throws IOException {
    ActionBenchmark.write(mixed(), folder);
    String bigger = Files.readString(folder.resolve(ActionBenchmark.BIGGER));
    String smaller = Files.readString(folder.resolve(ActionBenchmark.SMALLER));
    assertThat(bigger)
        .contains("\"name\" : \"gemm-a packed @ cpu:0\"", "\"unit\" : \"TFLOP/s\"")
        .contains("forks=15")
        .doesNotContain("gemm-c");
    assertThat(smaller).contains("\"unit\" : \"ms\"").doesNotContain("gemm-c");
    double rate = Double.parseDouble(bigger.replaceAll("(?s).*?\"value\" : ([0-9.E-]+).*", "$1"));
    assertThat(rate).isCloseTo(0.6 * 0.182, org.assertj.core.api.Assertions.within(1e-6));
  }

  @Test
  void itSaysWhatElseIsNotAlike() {
    RunRecord base = run("base", "Chip", gemm("gemm-a", 0.6));
    RunRecord other = run("new", "Other chip", gemm("gemm-a", 0.6));
    Gate gate = Gate.of(base, other, device -> true, 0.03, false);
    assertThat(gate.light()).isEqualTo(Light.PASS);
    assertThat(GateSummary.lines(gate, Lang.EN, 120))
        .contains("! Not like for like: Driver, Firmware");
  }
}
