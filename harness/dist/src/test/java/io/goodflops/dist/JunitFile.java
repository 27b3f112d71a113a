package io.goodflops.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A JUnit XML file as a build server reads it. */
record JunitFile(Document document) {
  static JunitFile read(Path file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return new JunitFile(factory.newDocumentBuilder().parse(file.toFile()));
  }

  List<Element> all(String name) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = document.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  int stated(String count) {
    return Integer.parseInt(document.getDocumentElement().getAttribute(count));
  }
}
