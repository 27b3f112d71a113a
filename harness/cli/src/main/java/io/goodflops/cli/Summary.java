package io.goodflops.cli;

import io.goodflops.result.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** What stands in the terminal at the end. */
final class Summary {
  private Summary() {}

  static void print(RunRecord run, Path folder, PrintWriter out, int width, boolean ansi) {
    String language = language();
    run.cases()
        .forEach(
            c ->
                out.println(
                    c.id()
                        + " "
                        + c.outcome()
                        + " "
                        + c.flopsPerSecond().orElse(0) / 1e9
                        + " "
                        + c.reason()
                        + c.suspect()
                        + c.disturbed()
                        + c.ledger().map(l -> l.effective().toString()).orElse("")));
    out.println();
    out.println((language.equals("zh") ? "报告: " : "Report: ") + folder.resolve("report.html"));
    out.flush();
  }

  /** {@code zh} for a Chinese terminal, else {@code en}. */
  static String language() {
    for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      String value = System.getenv(variable);
      if (value != null && !value.isEmpty()) {
        return value.toLowerCase(Locale.ROOT).startsWith("zh") ? "zh" : "en";
      }
    }
    return "en";
  }
}
