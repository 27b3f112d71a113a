package io.goodflops.report;

import io.goodflops.ledger.accept.Acceptance;
import io.goodflops.ledger.accept.Ruling;
import io.goodflops.report.text.Lang;
import java.util.List;

/** An acceptance as a CI step's summary: the ruling, what does not hold, and all tests. */
public final class AcceptMarkdown {
  private AcceptMarkdown() {}

  /** The summary in one language. */
  public static String of(Acceptance acceptance, Lang lang) {
    StringBuilder out = new StringBuilder();
    out.append("## ").append(inert(AcceptLine.title(acceptance).in(lang))).append("\n\n");
    out.append(inert(AcceptLine.counts(acceptance).in(lang))).append("\n\n");
    out.append(inert(AcceptLine.against(acceptance).in(lang))).append(' ');
    out.append(inert(AcceptLine.challenge(acceptance).in(lang))).append("\n\n");
    List<AcceptLine> lines = AcceptLine.of(acceptance);
    List<AcceptLine> open = lines.stream().filter(l -> l.ruling() != Ruling.ACCEPT).toList();
    if (!open.isEmpty()) {
      table(out, open, lang, Markdown.MOST_BYTES / 2);
    }
    out.append("\n<details><summary>")
        .append(inert(AcceptWords.EVIDENCE.in(lang)))
        .append("</summary>\n\n");
    table(out, lines, lang, Markdown.MOST_BYTES);
    return out.append("\n</details>\n").toString();
  }

  private static String inert(String text) {
    return Markdown.inert(text);
  }

  private static void table(StringBuilder out, List<AcceptLine> lines, Lang lang, int most) {
    Markdown.table(
        out,
        List.of(
            AcceptWords.RULING,
            AcceptWords.UNIT,
            AcceptWords.TEST,
            AcceptWords.WANTED,
            AcceptWords.FOUND,
            AcceptWords.RATIO,
            AcceptWords.WHY),
        "|---|---|---|---|---:|---|---|",
        lines.stream()
            .map(
                line ->
                    List.of(
                        AcceptWords.of(line.ruling()).in(lang),
                        line.unit(),
                        line.test().in(lang),
                        line.wanted().in(lang),
                        line.found().in(lang),
                        line.times(),
                        line.why().in(lang)))
            .toList(),
        lang,
        most);
  }
}
