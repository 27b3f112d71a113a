package io.goodflops.report;

import io.goodflops.ledger.accept.Acceptance;
import io.goodflops.ledger.accept.Ruling;
import io.goodflops.report.Junit.Mark;
import io.goodflops.report.text.Lang;

/**
 * An acceptance as JUnit XML, in English: a suite for each unit or run. What lacks evidence is an
 * error; nothing is skipped.
 */
public final class AcceptJunit {
  private AcceptJunit() {}

  /** The file. */
  public static byte[] of(Acceptance acceptance) {
    return Junit.of(
        "goodflops accept",
        acceptance.units().get(0).run().startedAt(),
        AcceptLine.of(acceptance).stream().map(AcceptJunit::test).toList());
  }

  private static Junit.Test test(AcceptLine line) {
    String figures =
        "asked for "
            + line.wanted().in(Lang.EN)
            + "; found "
            + line.found().in(Lang.EN)
            + " "
            + line.times();
    return new Junit.Test(
        line.unit().isEmpty() ? "all" : line.unit(),
        line.test().in(Lang.EN),
        line.nanos(),
        mark(line.ruling()),
        line.why().in(Lang.EN),
        line.ruling() == Ruling.INSUFFICIENT ? "INSUFFICIENT_EVIDENCE" : line.kind(),
        figures.strip());
  }

  private static Mark mark(Ruling ruling) {
    return switch (ruling) {
      case ACCEPT -> Mark.PASSED;
      case REJECT -> Mark.FAILED;
      case INSUFFICIENT -> Mark.ERROR;
    };
  }
}
