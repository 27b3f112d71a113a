package io.goodflops.cli;

import io.goodflops.report.TerminalSummary;
import io.goodflops.result.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What stands in the terminal at the end. */
final class Summary {
  private Summary() {}

  static void print(RunRecord run, Path folder, PrintWriter out, int width, boolean ansi) {
    TerminalSummary.lines(run, Language.current(), width, ansi).forEach(out::println);
    out.println();
    out.println(Texts.get("run.report", folder.resolve("report.html")));
    out.flush();
  }
}
