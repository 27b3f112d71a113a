package io.goodflops.report;

import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Pieces of a CI step's summary in GitHub-flavoured Markdown, in which no text is read as code. */
final class Markdown {
  /** GitHub's limit is 1024 KiB for all that a step writes. */
  static final int MOST_BYTES = 900_000;

  private static final Pattern AUTOLINK = Pattern.compile("(?i)www\\.");

  private Markdown() {}

  /**
   * Appends a table as far as it fits.
   *
   * @param rule the line below the heads, which aligns the columns
   * @param most bytes of the table
   */
  static void table(
      StringBuilder out,
      List<Phrase> heads,
      String rule,
      List<List<String>> rows,
      Lang lang,
      int most) {
    row(out, heads.stream().map(head -> head.in(lang)).toList());
    out.append(rule).append('\n');
    int bytes = size(out);
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder text = new StringBuilder();
      row(text, rows.get(i));
      bytes += size(text);
      if (bytes > most) {
        out.append('\n')
            .append(inert(GateWords.LEFT_OUT.with(rows.size() - i).in(lang)))
            .append('\n');
        return;
      }
      out.append(text);
    }
  }

  private static int size(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static void row(StringBuilder out, List<String> cells) {
    out.append('|');
    cells.forEach(cell -> out.append(' ').append(inert(cell)).append(" |"));
    out.append('\n');
  }

  /** Punctuation that Markdown or HTML could read becomes a reference; controls become visible. */
  static String inert(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean letter = c > 127 || Character.isLetterOrDigit(c);
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append('\ufffd');
              } else if (letter || " -,./%+;".indexOf(c) >= 0) {
                out.appendCodePoint(c);
              } else {
                out.append(String.format(Locale.ROOT, "&#%d;", c));
              }
            });
    return AUTOLINK.matcher(out).replaceAll("www&#46;");
  }
}
