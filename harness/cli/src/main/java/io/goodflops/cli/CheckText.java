package io.goodflops.cli;

import io.goodflops.engine.check.CheckReport;
import io.goodflops.engine.check.DeviceFindings;
import io.goodflops.engine.check.RuleFinding;
import io.goodflops.engine.check.RuleFinding.Repeats;
import io.goodflops.engine.check.RuleFinding.Verdict;
import io.goodflops.engine.child.Words;
import io.goodflops.report.text.TextWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A check in the terminal: one line for each rule, the coverage, and the verdict. */
final class CheckText {
  private static final String GREEN = "32";
  private static final String RED = "1;31";
  private static final String GREY = "90";

  /** What a rule that is broken and passes alone says of itself. */
  static final String AFTER_OTHERS =
      "passed when it was checked again alone: it fails only after other rules or ops, so the plugin"
          + " keeps something from them. The command for it alone shows nothing; repeat the whole:";

  private static final int INDENT = 4 + 2 + 6 + 2 + 12 + 2;

  private final Repro repro;
  private final int width;
  private final boolean ansi;

  /**
   * Starts.
   *
   * @param repro for commands to repeat
   */
  CheckText(Repro repro, int width, boolean ansi) {
    this.repro = repro;
    this.width = width;
    this.ansi = ansi;
  }

  List<String> head(String version, String path) {
    return List.of("GoodFLOPS " + version + " checks " + Words.clean(path));
  }

  List<String> device(String id, int number, int of) {
    String count = of > 1 ? " (" + number + " of " + of + ")" : "";
    return List.of("", id.isEmpty() ? "Without a device" : "Device " + id + count);
  }

  /** One line, more only where a terminal's width asks for it or a rule is broken. */
  List<String> finding(String device, RuleFinding finding) {
    String level = finding.must() ? "MUST" : "SHOULD";
    String verdict =
        switch (finding.verdict()) {
          case PASS -> "pass";
          case FAIL -> "FAIL";
          case NOT_VERIFIED -> "not verified";
        };
    String colour =
        switch (finding.verdict()) {
          case PASS -> GREEN;
          case FAIL -> RED;
          case NOT_VERIFIED -> GREY;
        };
    String text =
        finding.evidence()
            + finding
                .where()
                .map(
                    where ->
                        String.format(
                            Locale.ROOT,
                            " (%s, lane %s, inputs %s, seed %d)",
                            where.op(),
                            where.lane(),
                            where.pattern(),
                            where.seed()))
                .orElse("");
    List<String> lines = new ArrayList<>();
    String start = String.format(Locale.ROOT, "%-4s  %-6s  ", finding.rule(), level);
    for (String part : wrapped(text, Math.max(40, width - INDENT))) {
      lines.add(
          lines.isEmpty()
              ? start + painted(String.format(Locale.ROOT, "%-12s", verdict), colour) + "  " + part
              : " ".repeat(INDENT) + part);
    }
    finding.log().ifPresent(log -> lines.add(" ".repeat(INDENT) + "log: " + Words.clean(log)));
    if (finding.verdict() == Verdict.FAIL) {
      lines.add("      again: " + Words.clean(repro.of(device, finding)));
    }
    return lines;
  }

  /** Coverage of each device, and the verdict as last line. */
  List<String> end(CheckReport report) {
    List<String> lines = new ArrayList<>();
    for (DeviceFindings device : report.devices()) {
      lines.addAll(CoverageTable.of(device, width));
    }
    for (DeviceFindings device : report.devices()) {
      device.causesFirst().stream()
          .filter(finding -> finding.repeats() == Repeats.AFTER_OTHERS)
          .forEach(finding -> lines.addAll(afterOthers(device.device(), finding)));
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "Checked in %.1f s, seed %d.",
            report.elapsedNanos() / 1e9,
            report.seed()));
    String colour = report.broken() ? RED : report.complete() ? GREEN : GREY;
    lines.add(painted(CheckVerdict.of(report), colour));
    return lines;
  }

  private List<String> afterOthers(String device, RuleFinding finding) {
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(wrapped(finding.rule() + " " + AFTER_OTHERS, Math.max(40, width)));
    lines.add("      again: " + Words.clean(repro.of(device, finding)));
    return lines;
  }

  private String painted(String text, String colour) {
    return ansi ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
  }

  static List<String> wrapped(String text, int room) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      while (true) {
        int taken = line.length() == 0 ? 0 : TextWidth.of(line.toString()) + 1;
        if (taken + TextWidth.of(rest) <= room) {
          line.append(taken == 0 ? "" : " ").append(rest);
          break;
        }
        if (taken > 0) {
          lines.add(line.toString());
          line.setLength(0);
        } else {
          int fits = fitting(rest, room);
          lines.add(rest.substring(0, fits));
          rest = rest.substring(fits);
        }
      }
    }
    lines.add(line.toString());
    return lines;
  }

  /** Chars of the word's beginning that fit. */
  private static int fitting(String word, int room) {
    int end = 0;
    while (end < word.length()) {
      int next = word.offsetByCodePoints(end, 1);
      if (end > 0 && TextWidth.of(word.substring(0, next)) > room) {
        break;
      }
      end = next;
    }
    return end;
  }
}
