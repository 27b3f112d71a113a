package io.goodflops.report.chart;

import java.util.Map;
import java.util.TreeMap;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * A DOM tree as text: attributes in alphabetical order, everything escaped, no white space added.
 */
final class XmlText {
  private XmlText() {}

  static String of(Element root) {
    StringBuilder out = new StringBuilder();
    write(root, out, true);
    return out.append('\n').toString();
  }

  private static void write(Element element, StringBuilder out, boolean root) {
    out.append('<').append(element.getTagName());
    if (root) {
      out.append(" xmlns=\"").append(element.getNamespaceURI()).append('"');
    }
    attributes(element)
        .forEach(
            (name, value) ->
                out.append(' ').append(name).append("=\"").append(escape(value)).append('"'));
    if (!element.hasChildNodes()) {
      out.append("/>");
      return;
    }
    out.append('>');
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element inner) {
        write(inner, out, false);
      } else if (child.getNodeType() == Node.TEXT_NODE) {
        out.append(escape(child.getNodeValue()));
      }
    }
    out.append("</").append(element.getTagName()).append('>');
  }

  private static Map<String, String> attributes(Element element) {
    Map<String, String> sorted = new TreeMap<>();
    NamedNodeMap attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      String name = attributes.item(i).getNodeName();
      if (!name.startsWith("xmlns") && !name.startsWith("xlink:")) {
        sorted.put(name, attributes.item(i).getNodeValue());
      }
    }
    return sorted;
  }

  /** XML 1.0 forbids most control characters even when escaped: they become visible marks. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isLegal(c) ? c : 0xfffd);
              }
            });
    return out.toString();
  }

  /** What turns the direction of the text around it is legal and does harm. */
  private static boolean isLegal(int c) {
    if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)) {
      return false;
    }
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c <= 0xd7ff)
        || (c >= 0xe000 && c <= 0xfffd)
        || c >= 0x10000;
  }
}
