package io.goodflops.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.engine.check.CheckReport;
import io.goodflops.engine.check.DeviceFindings;
import io.goodflops.engine.check.RuleFinding;
import io.goodflops.engine.check.RuleFinding.Repeats;
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

  private static final Repro REPRO = new Repro("made", List.of(), List.of(), 7, Optional.empty());

  private static RuleFinding finding(String rule, boolean must, Verdict verdict, boolean fatal) {
    return new RuleFinding(
        rule,
        must,
        "wording of " + rule,
        verdict,
        EVIL,
        Optional.empty(),
        Repeats.UNTRIED,
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
            .parse(new ByteArrayInputStream(JunitXml.of(report, REPRO, Instant.EPOCH)));
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
    assertThat(CheckVerdict.of(report))
        .isEqualTo(
            "does not conform: its process died in D4 (SHOULD); 0 passed, 1 failed, 0 not verified");
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
    Repro repro = new Repro("my plugin's.jar; rm -rf", List.of(), List.of(), 7, Optional.of("90s"));
    assertThat(repro.of("made:0/1t", finding))
        .isEqualTo(
            "goodflops plugin check 'my plugin'\\''s.jar; rm -rf' --rule K3 --device made:0/1t"
                + " --seed 7 --timeout 90s");
  }

  @Test
  void whatPassesAloneIsRepeatedAsItWasAskedFor() {
    RuleFinding broken = finding("K3", true, Verdict.FAIL, false);
    RuleFinding finding =
        new RuleFinding(
            broken.rule(),
            true,
            broken.wording(),
            Verdict.FAIL,
            "wrong",
            Optional.of(new RuleFinding.Where("MatMul", "matmul", "PLAIN", "RANDOM", 5)),
            Repeats.AFTER_OTHERS,
            false,
            Optional.empty(),
            1);
    assertThat(REPRO.of("made:0", finding))
        .isEqualTo("goodflops plugin check made --device made:0 --seed 7");
    Repro asked = new Repro("made", List.of("K1", "K3"), List.of("copy"), 7, Optional.empty());
    assertThat(asked.of("made:0", finding))
        .isEqualTo(
            "goodflops plugin check made --rule K1 --rule K3 --op copy --device made:0 --seed 7");
    assertThat(asked.of("made:0", broken)).contains(" --rule K3 --op copy ");
    List<String> end = new CheckText(REPRO, 200, false).end(report(Optional.empty(), finding));
    assertThat(String.join("\n", end))
        .contains("K3 passed when it was checked again alone")
        .contains("again: goodflops plugin check made --device made:0 --seed 7");
    assertThat(
            new String(JunitXml.of(report(Optional.empty(), finding), REPRO, Instant.EPOCH), UTF_8))
        .contains("It passed when it was checked again alone");
  }

  @Test
  void causesAreNamedBeforeTheirConsequencesAndMustsAlone() {
    CheckReport report =
        report(
            Optional.empty(),
            finding("P9", true, Verdict.FAIL, false),
            finding("D4", false, Verdict.FAIL, false),
            finding("B6", true, Verdict.FAIL, false),
            finding("K3", true, Verdict.FAIL, false),
            finding("Q1", true, Verdict.FAIL, false),
            finding("T1", true, Verdict.FAIL, false));
    assertThat(CheckVerdict.of(report))
        .isEqualTo(
            "does not conform: T1, Q1, B6, K3, P9; SHOULD not kept: D4; 0 passed, 6 failed, 0 not"
                + " verified");
  }
}
