package io.goodflops.report;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** JUnit XML: what pipelines read of anything that passes or does not. */
final class Junit {
  private static final int REPLACEMENT = 0xfffd;

  private final XMLStreamWriter xml;
  private final String title;
  private final String timestamp;

  private Junit(XMLStreamWriter xml, String title, String timestamp) {
    this.xml = xml;
    this.title = title;
    this.timestamp = timestamp;
  }

  /** How a test ended. */
  enum Mark {
    PASSED,
    FAILED,
    ERROR,
    SKIPPED
  }

  /**
   * One test.
   *
   * @param nanos that it took
   * @param message one line that says why; unused if it passed
   * @param type of a failure or an error
   * @param text figures
   */
  record Test(
      String suite, String name, long nanos, Mark mark, String message, String type, String text) {}

  /**
   * The file.
   *
   * @param title of all, for example {@code goodflops gate}
   * @param startedAt ISO 8601, UTC
   */
  static byte[] of(String title, String startedAt, List<Test> tests) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
      new Junit(xml, title, startedAt.replaceFirst("(\\.\\d+)?Z$", "")).write(tests);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private void write(List<Test> tests) throws XMLStreamException {
    Map<String, List<Test>> suites =
        tests.stream()
            .collect(Collectors.groupingBy(Test::suite, LinkedHashMap::new, Collectors.toList()));
    xml.writeStartDocument("UTF-8", "1.0");
    start("testsuites", title, tests);
    for (Map.Entry<String, List<Test>> suite : suites.entrySet()) {
      start("testsuite", suite.getKey(), suite.getValue());
      attribute("timestamp", timestamp);
      for (Test each : suite.getValue()) {
        write(each);
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void start(String element, String name, List<Test> tests) throws XMLStreamException {
    xml.writeStartElement(element);
    attribute("name", name);
    attribute("tests", Integer.toString(tests.size()));
    attribute("failures", count(tests, Mark.FAILED));
    attribute("errors", count(tests, Mark.ERROR));
    attribute("skipped", count(tests, Mark.SKIPPED));
    attribute("time", seconds(tests.stream().mapToLong(Test::nanos).sum()));
  }

  private static String count(List<Test> tests, Mark mark) {
    return Long.toString(tests.stream().filter(each -> each.mark == mark).count());
  }

  private void write(Test each) throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute("name", each.name);
    attribute("classname", title.replace(' ', '.') + "." + each.suite);
    attribute("time", seconds(each.nanos));
    switch (each.mark) {
      case FAILED -> reason("failure", each);
      case ERROR -> reason("error", each);
      case SKIPPED -> {
        xml.writeEmptyElement("skipped");
        attribute("message", each.message);
      }
      case PASSED -> {
        xml.writeStartElement("system-out");
        xml.writeCharacters(legal(each.text));
        xml.writeEndElement();
      }
    }
    xml.writeEndElement();
  }

  private void reason(String element, Test each) throws XMLStreamException {
    xml.writeStartElement(element);
    attribute("message", each.message);
    attribute("type", each.type);
    xml.writeCharacters(legal(each.text));
    xml.writeEndElement();
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
