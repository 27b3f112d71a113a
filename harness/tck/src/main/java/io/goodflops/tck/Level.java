package io.goodflops.tck;

/** How binding a rule is (RFC 2119). */
public enum Level {
  /** A plugin that breaks it does not conform. */
  MUST,
  /** There may be good reasons to break it; a reviewer asks for them. */
  SHOULD
}
