package io.goodflops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.engine.check.CheckReport;
import io.goodflops.engine.check.DeviceFindings;
import io.goodflops.engine.check.RuleFinding;
import io.goodflops.engine.check.RuleFinding.Verdict;
import io.goodflops.report.text.TextWidth;
import io.goodflops.result.PluginRecord;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What a check looks like, in lines and in XML. */
class CheckOutputTest {
  private static final String EVIL =
      "\u001b[2J ]]> & <a b=\"'\"> \u0000 \ud800 \ufffe \ud83d\ude00";

  private static RuleFinding finding(String rule, boolean must, Verdict verdict, boolean fatal) {
    return new RuleFinding(
        rule,
        must,
        "wording of " + rule,
        verdict,
        EVIL,
        Optional.empty(),
        fatal,
        Optional.empty(),
        1_500_000_000L);
  }

  private static CheckReport report(Optional<String> incomplete, RuleFinding... findings) {
    return new CheckReport(
        new PluginRecord("made", "1", "1.0", "", Optional.empty()),
        true,
        List.of(
            new DeviceFindings(
                "made:0", List.of(findings), List.of(), 0, incomplete, Optional.empty(), 7)),
        7,
        8);
  }

  @Test
  void xmlIsReadableWhateverAPluginSays() throws Exception {
    CheckReport report =
        report(
            Optional.empty(),
            finding("K3", true, Verdict.FAIL, false),
            finding("K11", false, Verdict.FAIL, false),
            finding("D4", false, Verdict.FAIL, true),
            finding("T6", true, Verdict.NOT_VERIFIED, false),
            finding("P1", true, Verdict.PASS, false));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(JunitXml.of(report, Instant.EPOCH)));
    Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("tests")).isEqualTo("5");
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    assertThat(suite.getAttribute("skipped")).isEqualTo("2");
    assertThat(suite.getAttribute("timestamp")).isEqualTo("1970-01-01T00:00:00");
    assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(2);
    Element failure = (Element) document.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message"))
        .isEqualTo("\ufffd[2J ]]> & <a b=\"'\"> \ufffd \ufffd \ufffd \ud83d\ude00");
    Element first = (Element) document.getElementsByTagName("testcase").item(0);
    assertThat(first.getAttribute("name")).isEqualTo("K3 MUST wording of K3");
    assertThat(first.getAttribute("time")).isEqualTo("1.500");
  }

  @Test
  void brokenShouldIsNamedAndDoesNotBreakConformance() {
    CheckReport report =
        report(
            Optional.empty(),
            finding("K11", false, Verdict.FAIL, false),
            finding("P1", true, Verdict.PASS, false));
    assertThat(CheckVerdict.of(report))
        .isEqualTo("conforms; SHOULD not kept: K11; 1 passed, 1 failed, 0 not verified");
  }

  @Test
  void aPartOfTheKitDoesNotShowConformance() {
    CheckReport all = report(Optional.empty(), finding("K3", true, Verdict.PASS, false));
    CheckReport part =
        new CheckReport(all.plugin(), false, all.devices(), all.seed(), all.elapsedNanos());
    assertThat(CheckVerdict.of(part)).doesNotContain("conforms").contains("1 passed");
  }

  @Test
  void aDeadProcessBreaksConformanceEvenInAShould() {
    CheckReport report = report(Optional.empty(), finding("D4", false, Verdict.FAIL, true));
    assertThat(CheckVerdict.of(report)).startsWith("does not conform: D4; 0 passed, 1 failed");
  }

  @Test
  void whatWasNotFinishedDoesNotConform() {
    CheckReport report =
        report(Optional.of("the time was over"), finding("P1", true, Verdict.PASS, false));
    assertThat(CheckVerdict.of(report)).startsWith("not verified: the time was over; 1 passed");
  }

  @Test
  void linesKeepTheirWidthAndLoseNoWord() {
    String text = "short " + "long".repeat(40) + " 芯片".repeat(30) + " end";
    List<String> lines = CheckText.wrapped(text, 40);
    assertThat(lines).allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(40));
    assertThat(String.join("", lines).replace(" ", "")).isEqualTo(text.replace(" ", ""));
    assertThat(CheckText.wrapped("", 40)).containsExactly("");
  }

  @Test
  void aRepeatedCommandIsOneWordPerArgument() {
    RuleFinding finding = finding("K3", true, Verdict.FAIL, false);
    assertThat(Repro.of("my plugin's.jar; rm -rf", "made:0/1t", finding, 7))
        .isEqualTo(
            "goodflops plugin check 'my plugin'\\''s.jar; rm -rf' --rule K3 --device made:0/1t"
                + " --seed 7");
  }
}
