package io.goodflops.report;

import static io.goodflops.report.SampleComparison.gemm;
import static io.goodflops.report.SampleComparison.run;
import static io.goodflops.report.SampleComparison.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.ledger.accept.Acceptance;
import io.goodflops.ledger.accept.Asked;
import io.goodflops.ledger.accept.Terms;
import io.goodflops.report.text.Lang;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.Tender;
import io.goodflops.result.Tender.Criterion;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class AcceptReportTest {
  private static final String HOSTILE = "a|`b`<img src=x>@team www.x.org\u0000\u202e";

  @TempDir private Path folder;

  private static Criterion atLeast(String workload, double teraflops) {
    return new Criterion(
        workload,
        Optional.empty(),
        OptionalDouble.of(teraflops),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.of(0.02));
  }

  /** One test that holds, one below, one too near to tell, one wrong, and conditions that fail. */
  private static Acceptance mixed() {
    List<CaseRecord> cases =
        List.of(
            gemm("gemm-good", 0.6), gemm("gemm-slow", 0.3), gemm("gemm-near", 0.5), wrong(HOSTILE));
    Tender tender =
        new Tender(
            "hall-2",
            Optional.of("Hall <b>2</b>"),
            Optional.empty(),
            "standard",
            Optional.empty(),
            OptionalInt.of(1),
            OptionalDouble.empty(),
            Optional.empty(),
            List.of(
                atLeast("gemm-good", 0.1),
                atLeast("gemm-slow", 0.1),
                atLeast("gemm-near", 0.182 * 0.5 * 1.02)));
    List<Asked> asked = new ArrayList<>();
    cases.forEach(c -> asked.add(new Asked(c.workload(), c.lane(), "random", c.flops(), 1)));
    Terms terms =
        new Terms(
            tender,
            "ab".repeat(32),
            "cd".repeat(32),
            asked,
            Optional.of("x <script>"),
            Optional.empty());
    return Acceptance.of(
        terms, List.of(run("r1", HOSTILE, cases.toArray(new CaseRecord[0]))), device -> true);
  }

  @Test
  void thePageIsInertAndInBothLanguages() throws Exception {
    AcceptReport.write(mixed(), "0.1.0", folder);
    String page = Files.readString(folder.resolve(AcceptReport.PAGE));
    assertThat(page)
        .contains("REJECT", "不通过", "证据不足", "below the minimum", "result wrong", "结果错误")
        .contains("Hall &lt;b&gt;2", "x &lt;script&gt;", "at least 0.1 TFLOP/s, less 2.0")
        .doesNotContain("<img src=x", "\u0000", "\u202e", "NaN", "%%", "x <script>");
    assertThat(page.indexOf("below the minimum")).isLessThan(page.indexOf(">holds<"));
  }

  @Test
  void theJsonHoldsEachTest() throws Exception {
    AcceptReport.write(mixed(), "0.1.0", folder);
    assertThat(Files.readString(folder.resolve(AcceptReport.JSON)))
        .contains("\"ruling\" : \"REJECT\"", "\"kind\" : \"TENDER\"", "\"kind\" : \"SEEDS\"")
        .contains("\"ruling\" : \"INSUFFICIENT\"", "\"overNeededLow\" : 1.1");
  }

  @Test
  void theTerminalNamesTheWorstFirstAndTheRulingLast() {
    List<String> lines = AcceptSummary.lines(mixed(), Lang.EN, 120);
    assertThat(lines.get(0)).startsWith("REJECT");
    assertThat(lines).anyMatch(line -> line.matches("INSUFFICIENT EVIDENCE .*gemm-near.*"));
    assertThat(lines.get(lines.size() - 1))
        .startsWith("GoodFLOPS acceptance: REJECT; 2 tests hold, 6 fail, 1 without");
    assertThat(lines).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
    assertThat(AcceptSummary.lines(mixed(), Lang.ZH, 120))
        .anyMatch(line -> line.startsWith("GoodFLOPS 验收：不通过"));
  }

  @Test
  void junitSkipsNothing() throws Exception {
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(AcceptJunit.of(mixed())));
    assertThat(xml.getDocumentElement().getAttribute("tests")).isEqualTo("9");
    assertThat(xml.getDocumentElement().getAttribute("failures")).isEqualTo("6");
    assertThat(xml.getDocumentElement().getAttribute("errors")).isEqualTo("1");
    assertThat(xml.getElementsByTagName("skipped").getLength()).isZero();
  }

  @Test
  void theSummaryIsInertMarkdown() {
    String text = AcceptMarkdown.of(mixed(), Lang.EN);
    assertThat(text)
        .startsWith("## GoodFLOPS acceptance&#58; REJECT")
        .doesNotContain("<img", "@team", "`", "www.", "\u0000", "\u202e", "<script");
    assertThat(text.lines().filter(line -> line.startsWith("|")))
        .allMatch(line -> line.chars().filter(c -> c == '|').count() == 8);
  }
}
