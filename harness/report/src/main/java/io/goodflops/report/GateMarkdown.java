package io.goodflops.report;

import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.Light;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A gate as a CI step's summary in GitHub-flavoured Markdown: the verdict, what did not pass, and
 * all cases folded away. Stays below a megabyte, above which it would be thrown away.
 */
public final class GateMarkdown {
  /** GitHub's limit is 1024 KiB for all that a step writes. */
  static final int MOST_BYTES = 900_000;

  private static final Pattern AUTOLINK = Pattern.compile("(?i)www\\.");

  private GateMarkdown() {}

  /** The summary in one language. */
  public static String of(Gate gate, Lang lang) {
    StringBuilder out = new StringBuilder();
    out.append("## ").append(inert(title(gate).in(lang))).append("\n\n");
    out.append(inert(GateLine.counts(gate).in(lang))).append("\n\n");
    out.append(inert(GateLine.against(gate).in(lang))).append("\n\n");
    if (!GateLine.unlike(gate).isEmpty()) {
      out.append(inert(GateLine.unlike(gate).in(lang))).append("\n\n");
    }
    List<GateLine> lines = GateLine.of(gate);
    List<GateLine> open =
        lines.stream()
            .filter(l -> l.light() == Light.FAIL || l.light() == Light.INCONCLUSIVE)
            .toList();
    if (!open.isEmpty()) {
      table(out, open, lang, MOST_BYTES / 2);
    }
    out.append("\n<details><summary>")
        .append(inert(GateWords.ALL_CASES.in(lang)))
        .append("</summary>\n\n");
    table(out, lines, lang, MOST_BYTES);
    return out.append("\n</details>\n").toString();
  }

  private static Phrase title(Gate gate) {
    Phrase title = GateWords.TITLE.with(GateWords.of(gate.light()));
    return Comparison.mixesEvidence(List.of(gate.baseline(), gate.candidate()))
        ? title.then(CompareWords.WARN_MIXED)
        : title;
  }

  private static void table(StringBuilder out, List<GateLine> lines, Lang lang, int most) {
    row(
        out,
        List.of(
            GateWords.RESULT.in(lang),
            GateWords.CASE.in(lang),
            GateWords.BEFORE.in(lang),
            GateWords.AFTER.in(lang),
            GateWords.RATIO.in(lang),
            GateWords.WHY.in(lang)));
    out.append("|---|---|---:|---:|---|---|\n");
    int bytes = size(out);
    for (int i = 0; i < lines.size(); i++) {
      GateLine line = lines.get(i);
      StringBuilder text = new StringBuilder();
      row(
          text,
          List.of(
              GateWords.of(line.light()).in(lang),
              line.name(),
              line.before(),
              line.after(),
              line.ratio(),
              Phrase.join(". ", "。", List.of(line.why(), line.drop())).in(lang)));
      bytes += size(text);
      if (bytes > most) {
        out.append('\n')
            .append(inert(GateWords.LEFT_OUT.with(lines.size() - i).in(lang)))
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
