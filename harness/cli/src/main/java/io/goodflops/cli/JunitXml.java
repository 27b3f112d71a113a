package io.goodflops.cli;

import io.goodflops.engine.check.CheckReport;
import io.goodflops.engine.check.DeviceFindings;
import io.goodflops.engine.check.RuleFinding;
import io.goodflops.engine.check.RuleFinding.Repeats;
import io.goodflops.engine.check.RuleFinding.Verdict;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A check as JUnit XML: a suite for each device, a case for each rule. A SHOULD that is not kept
 * and a rule that is not verified are skipped, with the reason.
 */
final class JunitXml {
  private static final int REPLACEMENT = 0xfffd;

  private final XMLStreamWriter xml;
  private final Repro repro;

  private JunitXml(XMLStreamWriter xml, Repro repro) {
    this.xml = xml;
    this.repro = repro;
  }

  static byte[] of(CheckReport report, Repro repro, Instant startedAt) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
      new JunitXml(xml, repro).write(report, startedAt);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private void write(CheckReport report, Instant startedAt) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    start("testsuites", "goodflops plugin check", report.findings(), report.elapsedNanos());
    String time =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(startedAt);
    for (DeviceFindings device : report.devices()) {
      String name =
          device.device().isEmpty() ? report.plugin().name() + " (no device)" : device.device();
      start("testsuite", name, device.findings(), device.elapsedNanos());
      attribute("timestamp", time);
      for (RuleFinding finding : device.findings()) {
        write(finding, device.device(), "goodflops.plugin." + name);
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void start(String element, String name, List<RuleFinding> findings, long nanos)
      throws XMLStreamException {
    long failures = findings.stream().filter(RuleFinding::breaksConformance).count();
    long passed = findings.stream().filter(one -> one.verdict() == Verdict.PASS).count();
    xml.writeStartElement(element);
    attribute("name", name);
    attribute("tests", Integer.toString(findings.size()));
    attribute("failures", Long.toString(failures));
    attribute("errors", "0");
    attribute("skipped", Long.toString(findings.size() - failures - passed));
    attribute("time", seconds(nanos));
  }

  private void write(RuleFinding finding, String device, String className)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    String level = finding.must() ? " MUST " : " SHOULD ";
    attribute("name", finding.rule() + level + finding.wording());
    attribute("classname", className);
    attribute("time", seconds(finding.elapsedNanos()));
    String more =
        finding.evidence()
            + finding.where().map(where -> "\n" + where).orElse("")
            + finding.log().map(log -> "\nlog: " + log).orElse("")
            + (finding.repeats() == Repeats.AFTER_OTHERS ? "\nIt " + CheckText.AFTER_OTHERS : "")
            + "\nagain: "
            + repro.of(device, finding);
    if (finding.breaksConformance()) {
      xml.writeStartElement("failure");
      attribute("message", finding.evidence());
      attribute("type", finding.rule());
      xml.writeCharacters(legal(more));
      xml.writeEndElement();
    } else if (finding.verdict() != Verdict.PASS) {
      xml.writeEmptyElement("skipped");
      attribute(
          "message",
          (finding.verdict() == Verdict.FAIL ? "SHOULD not kept: " : "not verified: ")
              + finding.evidence());
    }
    xml.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
  }

  /** XML 1.0, production 2: anything else makes the whole file unreadable. */
  static String legal(String text) {
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .map(
            c ->
                c == '\t'
                        || c == '\n'
                        || c == '\r'
                        || (c >= 0x20 && c <= 0xd7ff)
                        || (c >= 0xe000 && c <= 0xfffd)
                        || c >= 0x10000
                    ? c
                    : REPLACEMENT)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }
}
