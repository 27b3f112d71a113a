package io.goodflops.cli;

import io.goodflops.report.TerminalSummary;
import io.goodflops.report.text.Lang;
import io.goodflops.result.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** What stands in the terminal at the end. */
final class Summary {
  private Summary() {}

  static void print(RunRecord run, Path folder, PrintWriter out, int width, boolean ansi) {
    Lang language = language();
    TerminalSummary.lines(run, language, width, ansi).forEach(out::println);
    out.println();
    out.println((language == Lang.ZH ? "报告：" : "Report: ") + folder.resolve("report.html"));
    out.flush();
  }

  /** What the terminal's locale asks for. */
  static Lang language() {
    for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      String value = System.getenv(variable);
      if (value != null && !value.isEmpty()) {
        return value.toLowerCase(Locale.ROOT).startsWith("zh") ? Lang.ZH : Lang.EN;
      }
    }
    return Lang.EN;
  }
}
