package io.goodflops.report;

import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.GateCase;
import io.goodflops.ledger.compare.Light;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.ForkRecord;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A gate as JUnit XML, in English: a suite for each device, a case for each workload. What is
 * inconclusive or not gated is skipped, with the reason.
 */
public final class GateJunit {
  private static final int REPLACEMENT = 0xfffd;

  private final XMLStreamWriter xml;
  private final boolean failInconclusive;
  private final double margin;

  private GateJunit(XMLStreamWriter xml, boolean failInconclusive, double margin) {
    this.xml = xml;
    this.failInconclusive = failInconclusive;
    this.margin = margin;
  }

  /**
   * The file.
   *
   * @param failInconclusive whether what is inconclusive counts as a failure
   */
  public static byte[] of(Gate gate, boolean failInconclusive) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
      new GateJunit(xml, failInconclusive, gate.margin()).write(gate);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private void write(Gate gate) throws XMLStreamException {
    Map<String, List<GateCase>> byDevice =
        gate.cases().stream()
            .collect(
                Collectors.groupingBy(GateCase::device, LinkedHashMap::new, Collectors.toList()));
    xml.writeStartDocument("UTF-8", "1.0");
    start("testsuites", "goodflops gate", gate.cases());
    for (Map.Entry<String, List<GateCase>> device : byDevice.entrySet()) {
      start("testsuite", device.getKey(), device.getValue());
      attribute("timestamp", gate.candidate().startedAt().replaceFirst("(\\.\\d+)?Z$", ""));
      for (GateCase each : device.getValue()) {
        write(each);
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void start(String element, String name, List<GateCase> cases) throws XMLStreamException {
    long failures = cases.stream().filter(this::fails).count();
    long passed = cases.stream().filter(c -> c.light() == Light.PASS).count();
    xml.writeStartElement(element);
    attribute("name", name);
    attribute("tests", Integer.toString(cases.size()));
    attribute("failures", Long.toString(failures));
    attribute("errors", "0");
    attribute("skipped", Long.toString(cases.size() - failures - passed));
    attribute("time", seconds(cases.stream().mapToLong(GateJunit::nanos).sum()));
  }

  private void write(GateCase each) throws XMLStreamException {
    GateLine line = GateLine.of(each, margin);
    xml.writeStartElement("testcase");
    attribute("name", each.name());
    attribute("classname", "goodflops.gate." + each.device());
    attribute("time", seconds(nanos(each)));
    String why = line.why().in(Lang.EN);
    if (fails(each)) {
      xml.writeStartElement("failure");
      attribute("message", why);
      attribute("type", each.cause().name());
      xml.writeCharacters(
          legal(
              Phrase.join("\n", "\n", List.of(line.why(), Phrase.same(figures(line)), line.drop()))
                  .in(Lang.EN)));
      xml.writeEndElement();
    } else if (each.light() != Light.PASS) {
      xml.writeEmptyElement("skipped");
      attribute("message", GateWords.of(each.light()).in(Lang.EN) + ": " + why);
    } else {
      xml.writeStartElement("system-out");
      xml.writeCharacters(legal(figures(line)));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static String figures(GateLine line) {
    return line.before() + " -> " + line.after() + ", rate ratio " + line.ratio();
  }

  private boolean fails(GateCase each) {
    return each.light() == Light.FAIL || (failInconclusive && each.light() == Light.INCONCLUSIVE);
  }

  /** What the candidate's forks took. */
  private static long nanos(GateCase each) {
    return each.candidate().stream()
        .flatMap(c -> c.forks().stream())
        .mapToLong(ForkRecord::wallNanos)
        .sum();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
  }

  /** XML 1.0, production 2: anything else makes the whole file unreadable. */
  private static String legal(String text) {
    StringBuilder kept = new StringBuilder();
    text.codePoints().map(c -> isLegal(c) ? c : REPLACEMENT).forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean isLegal(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xd7ff)
        || (c >= 0xe000 && c <= 0xfffd)
        || c >= 0x10000;
  }
}
