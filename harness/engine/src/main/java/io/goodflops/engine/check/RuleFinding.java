package io.goodflops.engine.check;

import io.goodflops.engine.child.Words;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of one rule on one device. All text is clean.
 *
 * @param rule its number, for example {@code K3}
 * @param must whether a plugin that breaks it does not conform
 * @param evidence what was checked, what is wrong, or why it is not verified
 * @param where under what it was broken, if it is about an op
 * @param repeats whether it breaks again where nothing else is checked
 * @param fatal the plugin took its process with it, or kept it for ever
 * @param log file that tells more
 */
public record RuleFinding(
    String rule,
    boolean must,
    String wording,
    Verdict verdict,
    String evidence,
    Optional<Where> where,
    Repeats repeats,
    boolean fatal,
    Optional<String> log,
    long elapsedNanos) {
  public RuleFinding {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(wording, "wording");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(repeats, "repeats");
    Objects.requireNonNull(log, "log");
  }

  /** How a rule fared. */
  public enum Verdict {
    PASS,
    FAIL,
    NOT_VERIFIED
  }

  /** Whether a broken rule breaks again in a fresh process, with its op, if any, and alone. */
  public enum Repeats {
    /** It was not tried: nothing broke, nothing else was checked, or there was no time. */
    UNTRIED,
    ALONE,
    /** Alone it passes: what broke it is what the plugin keeps from rules or ops before. */
    AFTER_OTHERS
  }

  RuleFinding repeating(Repeats how) {
    return new RuleFinding(
        rule, must, wording, verdict, evidence, where, how, fatal, log, elapsedNanos);
  }

  /** Op, lane and inputs; the seed is that of these inputs. */
  public record Where(String op, String opKind, String lane, String pattern, long seed) {
    public Where {
      Objects.requireNonNull(op, "op");
      Objects.requireNonNull(opKind, "opKind");
      Objects.requireNonNull(lane, "lane");
      Objects.requireNonNull(pattern, "pattern");
    }

    /** As a child's word is taken: the plugin lives there too. */
    Where clean() {
      return new Where(
          Words.clean(op), Words.clean(opKind), Words.clean(lane), Words.clean(pattern), seed);
    }
  }

  /** A dead process is no matter of opinion, whatever the rule that it died of. */
  public boolean breaksConformance() {
    return verdict == Verdict.FAIL && (must || fatal);
  }
}
