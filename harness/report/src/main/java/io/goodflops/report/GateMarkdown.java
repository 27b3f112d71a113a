package io.goodflops.report;

import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.Light;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.util.List;

/**
 * A gate as a CI step's summary in GitHub-flavoured Markdown: the verdict, what did not pass, and
 * all cases folded away. Stays below a megabyte, above which it would be thrown away.
 */
public final class GateMarkdown {
  private GateMarkdown() {}

  /** The summary in one language. */
  public static String of(Gate gate, Lang lang) {
    StringBuilder out = new StringBuilder();
    out.append("## ").append(Markdown.inert(title(gate).in(lang))).append("\n\n");
    out.append(Markdown.inert(GateLine.counts(gate).in(lang))).append("\n\n");
    out.append(Markdown.inert(GateLine.against(gate).in(lang))).append("\n\n");
    if (!GateLine.unlike(gate).isEmpty()) {
      out.append(Markdown.inert(GateLine.unlike(gate).in(lang))).append("\n\n");
    }
    List<GateLine> lines = GateLine.of(gate);
    List<GateLine> open =
        lines.stream()
            .filter(l -> l.light() == Light.FAIL || l.light() == Light.INCONCLUSIVE)
            .toList();
    if (!open.isEmpty()) {
      table(out, open, lang, Markdown.MOST_BYTES / 2);
    }
    out.append("\n<details><summary>")
        .append(Markdown.inert(GateWords.ALL_CASES.in(lang)))
        .append("</summary>\n\n");
    table(out, lines, lang, Markdown.MOST_BYTES);
    return out.append("\n</details>\n").toString();
  }

  private static Phrase title(Gate gate) {
    Phrase title = GateWords.TITLE.with(GateWords.of(gate.light()));
    return Comparison.mixesEvidence(List.of(gate.baseline(), gate.candidate()))
        ? title.then(CompareWords.WARN_MIXED)
        : title;
  }

  private static void table(StringBuilder out, List<GateLine> lines, Lang lang, int most) {
    Markdown.table(
        out,
        List.of(
            GateWords.RESULT,
            GateWords.CASE,
            GateWords.BEFORE,
            GateWords.AFTER,
            GateWords.RATIO,
            GateWords.WHY),
        "|---|---|---:|---:|---|---|",
        lines.stream().map(line -> cells(line, lang)).toList(),
        lang,
        most);
  }

  private static List<String> cells(GateLine line, Lang lang) {
    return List.of(
        GateWords.of(line.light()).in(lang),
        line.name(),
        line.before(),
        line.after(),
        line.ratio(),
        Phrase.join(". ", "。", List.of(line.why(), line.drop())).in(lang));
  }
}
