package io.goodflops.report.chart;

import io.goodflops.report.text.Lang;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Drawings as SVG, with text as text.
 *
 * <p>Every text carries the width it has in the bundled font, so that the layout holds where the
 * reader's font differs. Neutral colours carry a class, so that a page can turn them dark. The same
 * drawing gives the same bytes: no ids, no time stamps, no locale.
 */
final class Svg {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final Map<String, String> CLASSES =
      Map.of(
          Palette.css(Palette.PAPER), "paper",
          Palette.css(Palette.INK), "ink",
          Palette.css(Palette.MUTED), "muted",
          Palette.css(Palette.GRID), "grid");

  private Svg() {}

  static String of(Drawing drawing, Lang lang) {
    Document document =
        GenericDOMImplementation.getDOMImplementation().createDocument(SVG, "svg", null);
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setPrecision(2);
    SVGGraphics2D surface = new SVGGraphics2D(context, false);
    surface.setSVGCanvasSize(new Dimension(drawing.width(), drawing.height()));
    List<Drawing.Tip> tips = drawing.draw(surface);
    Element root = surface.getRoot();
    surface.dispose();
    polish(root, new Style("#000000", 12, false));
    root.setAttribute(
        "viewBox", String.format(Locale.ROOT, "0 0 %d %d", drawing.width(), drawing.height()));
    root.setAttribute("font-family", Typeface.CSS_FAMILY);
    root.setAttribute("role", "img");
    root.setAttribute("xml:lang", lang.tag());
    root.insertBefore(
        textElement(document, "title", drawing.description().in(lang)), root.getFirstChild());
    tips.forEach(tip -> root.appendChild(tip(document, tip)));
    return XmlText.of(root);
  }

  private static Element tip(Document document, Drawing.Tip tip) {
    Element area = document.createElementNS(SVG, "rect");
    area.setAttribute("x", number(tip.area().getX()));
    area.setAttribute("y", number(tip.area().getY()));
    area.setAttribute("width", number(tip.area().getWidth()));
    area.setAttribute("height", number(tip.area().getHeight()));
    area.setAttribute("fill", "none");
    area.setAttribute("stroke", "none");
    area.setAttribute("pointer-events", "all");
    area.appendChild(textElement(document, "title", tip.text()));
    return area;
  }

  private static Element textElement(Document document, String name, String text) {
    Element element = document.createElementNS(SVG, name);
    element.appendChild(document.createTextNode(text));
    return element;
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** What an element hands down to its children and what text widths depend on. */
  private record Style(String fill, float fontSize, boolean bold) {
    Style in(Element element) {
      String size = element.getAttribute("font-size");
      String weight = element.getAttribute("font-weight");
      String fill = element.getAttribute("fill");
      return new Style(
          fill.isEmpty() ? this.fill : fill,
          size.isEmpty() ? fontSize : Float.parseFloat(size.replace("px", "")),
          weight.isEmpty() ? bold : weight.equals("bold"));
    }
  }

  private static final Set<String> NOISE =
      Set.of(
          "clip-path",
          "font-family",
          "color-interpolation",
          "color-rendering",
          "image-rendering",
          "shape-rendering",
          "text-rendering",
          "xml:space",
          "id");

  private static void polish(Element element, Style inherited) {
    NOISE.forEach(element::removeAttribute);
    Style style = inherited.in(element);
    if (element.getTagName().equals("text")) {
      pinWidth(element, style);
    }
    markNeutral(element, "fill", "f-");
    markNeutral(element, "stroke", "s-");
    Node child = element.getFirstChild();
    while (child != null) {
      Node next = child.getNextSibling();
      if (child instanceof Element inner) {
        if (inner.getTagName().equals("defs")) {
          element.removeChild(inner);
        } else {
          polish(inner, style);
          if (inner.getTagName().equals("g") && !inner.hasChildNodes()) {
            element.removeChild(inner);
          }
        }
      } else if (child.getNodeType() == Node.COMMENT_NODE) {
        element.removeChild(child);
      }
      child = next;
    }
  }

  private static void pinWidth(Element text, Style style) {
    Font font = style.bold() ? Typeface.bold(style.fontSize()) : Typeface.regular(style.fontSize());
    String content = text.getTextContent();
    if (content.codePointCount(0, content.length()) > 1) {
      text.setAttribute("textLength", number(Typeface.width(font, content)));
      text.setAttribute("lengthAdjust", "spacingAndGlyphs");
    }
  }

  private static void markNeutral(Element element, String attribute, String prefix) {
    String name = CLASSES.get(element.getAttribute(attribute).toLowerCase(Locale.ROOT));
    String hex = hex(element.getAttribute(attribute));
    if (name == null) {
      name = CLASSES.get(hex);
    }
    if (!hex.isEmpty()) {
      element.setAttribute(attribute, hex);
    }
    if (name != null) {
      String before = element.getAttribute("class");
      element.setAttribute("class", (before.isEmpty() ? "" : before + " ") + prefix + name);
    }
  }

  /** Batik writes {@code rgb(1,2,3)}. */
  private static String hex(String colour) {
    if (!colour.startsWith("rgb(")) {
      return "";
    }
    String[] parts = colour.substring(4, colour.length() - 1).split(",", -1);
    return Palette.css(
        new Color(
            Integer.parseInt(parts[0].trim()),
            Integer.parseInt(parts[1].trim()),
            Integer.parseInt(parts[2].trim())));
  }
}
