package io.goodflops.report;

import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.GateCase;
import io.goodflops.ledger.compare.Light;
import io.goodflops.report.Junit.Mark;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.ForkRecord;
import java.util.List;

/**
 * A gate as JUnit XML, in English: a suite for each device, a case for each workload. What is
 * inconclusive or not gated is skipped, with the reason.
 */
public final class GateJunit {
  private GateJunit() {}

  /**
   * The file.
   *
   * @param failInconclusive whether what is inconclusive counts as a failure
   */
  public static byte[] of(Gate gate, boolean failInconclusive) {
    return Junit.of(
        "goodflops gate",
        gate.candidate().startedAt(),
        gate.cases().stream().map(each -> test(each, gate.margin(), failInconclusive)).toList());
  }

  private static Junit.Test test(GateCase each, double margin, boolean failInconclusive) {
    GateLine line = GateLine.of(each, margin);
    Mark mark = mark(each.light(), failInconclusive);
    String why = line.why().in(Lang.EN);
    String figures = line.before() + " -> " + line.after() + ", rate ratio " + line.ratio();
    return new Junit.Test(
        each.device(),
        each.name(),
        nanos(each),
        mark,
        mark == Mark.SKIPPED ? GateWords.of(each.light()).in(Lang.EN) + ": " + why : why,
        each.cause().name(),
        mark == Mark.FAILED
            ? Phrase.join("\n", "\n", List.of(line.why(), Phrase.same(figures), line.drop()))
                .in(Lang.EN)
            : figures);
  }

  private static Mark mark(Light light, boolean failInconclusive) {
    return switch (light) {
      case PASS -> Mark.PASSED;
      case FAIL -> Mark.FAILED;
      case INCONCLUSIVE -> failInconclusive ? Mark.FAILED : Mark.SKIPPED;
      case NOT_GATED -> Mark.SKIPPED;
    };
  }

  /** What the candidate's forks took. */
  private static long nanos(GateCase each) {
    return each.candidate().stream()
        .flatMap(c -> c.forks().stream())
        .mapToLong(ForkRecord::wallNanos)
        .sum();
  }
}
