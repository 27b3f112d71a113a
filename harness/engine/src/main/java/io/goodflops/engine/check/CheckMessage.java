package io.goodflops.engine.check;

import io.goodflops.engine.check.RuleFinding.Verdict;
import io.goodflops.engine.check.RuleFinding.Where;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One line of what a child tells its host.
 *
 * @param rule its number, empty if it is about none
 * @param verdict of a {@link Kind#FOUND}
 * @param logBytes of a {@link Kind#STARTED}: what the JVM itself had printed before
 */
record CheckMessage(
    Kind kind,
    String rule,
    Optional<Verdict> verdict,
    String text,
    Optional<Where> where,
    List<CoverageCell> coverage,
    long logBytes) {
  enum Kind {
    /** The child runs; no vendor code was loaded yet. */
    STARTED,
    /** There is no plugin in the jars that could be constructed. */
    UNLOADABLE,
    BEGINS,
    /** The plugin is about to be called for an op; {@code text} is the call. */
    TRIES,
    SURVEYED,
    FOUND,
    /** The plugin does not answer; the child ends itself. */
    HANGS,
    /** Every rule is done. */
    DONE
  }

  CheckMessage {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(where, "where");
    coverage = List.copyOf(coverage);
  }

  static CheckMessage started(long logBytes) {
    return new CheckMessage(
        Kind.STARTED, "", Optional.empty(), "", Optional.empty(), List.of(), logBytes);
  }

  static CheckMessage of(Kind kind, String rule, String text) {
    return new CheckMessage(kind, rule, Optional.empty(), text, Optional.empty(), List.of(), 0);
  }

  static CheckMessage tries(String rule, String step, Where where) {
    return new CheckMessage(
        Kind.TRIES, rule, Optional.empty(), step, Optional.of(where), List.of(), 0);
  }

  static CheckMessage surveyed(List<CoverageCell> coverage) {
    return new CheckMessage(Kind.SURVEYED, "", Optional.empty(), "", Optional.empty(), coverage, 0);
  }

  static CheckMessage found(String rule, Verdict verdict, String text, Optional<Where> where) {
    return new CheckMessage(Kind.FOUND, rule, Optional.of(verdict), text, where, List.of(), 0);
  }
}
