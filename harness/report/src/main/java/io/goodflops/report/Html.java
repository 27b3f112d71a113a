package io.goodflops.report;

import gg.jte.Content;
import io.goodflops.report.text.Phrase;

/** Phrases as HTML: both languages side by side, of which the page shows one. */
final class Html {
  private Html() {}

  /** Where both languages say the same, no span is needed. */
  static Content t(Phrase phrase) {
    return output -> {
      if (phrase.en().equals(phrase.zh())) {
        output.writeContent(escape(phrase.en()));
        return;
      }
      output.writeContent("<span lang=\"en\">" + escape(phrase.en()) + "</span>");
      output.writeContent("<span lang=\"zh-CN\">" + escape(phrase.zh()) + "</span>");
    };
  }

  /** What somebody else called something; more is shown harmless than templates escape. */
  static Content s(String text) {
    return output -> output.writeContent(escape(text));
  }

  /**
   * For text between tags and for quoted attributes. Characters without a place there are shown.
   */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isHarmless(c) ? c : 0xfffd);
              }
            });
    return out.toString();
  }

  /** Control characters, and those that turn the direction of the text around them. */
  private static boolean isHarmless(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    boolean surrogate = c >= 0xd800 && c <= 0xdfff;
    return !control && !direction && !surrogate;
  }
}
