package io.goodflops.tck;

import java.util.Objects;
import java.util.Optional;

/** What the kit says about one rule. */
public sealed interface Finding {

  Rule rule();

  /** One sentence: what was checked, the evidence, or the reason. */
  String text();

  /** The rule is kept, as far as the check sees. */
  record Passed(Rule rule, String text) implements Finding {
    public Passed {
      Objects.requireNonNull(rule, "rule");
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * The rule is broken.
   *
   * @param where op, shape and seed, if the rule is about an op
   */
  record Failed(Rule rule, String text, Optional<Circumstance> where) implements Finding {
    public Failed {
      Objects.requireNonNull(rule, "rule");
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(where, "where");
    }
  }

  /** The kit cannot tell. */
  record NotVerified(Rule rule, String text) implements Finding {
    public NotVerified {
      Objects.requireNonNull(rule, "rule");
      Objects.requireNonNull(text, "text");
    }
  }

  /** Whether this finding alone makes a plugin not conform. */
  default boolean breaksConformance() {
    return this instanceof Failed && rule().level() == Level.MUST;
  }
}
