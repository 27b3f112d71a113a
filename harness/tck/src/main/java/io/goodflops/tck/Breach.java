package io.goodflops.tck;

import java.util.Optional;

/** A rule is broken; the message is the evidence. */
final class Breach extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Circumstance> where;

  Breach(String evidence) {
    super(evidence);
    this.where = Optional.empty();
  }

  Breach(String evidence, Circumstance where) {
    super(evidence);
    this.where = Optional.of(where);
  }

  Optional<Circumstance> where() {
    return where;
  }

  static void unless(boolean kept, String evidence) {
    if (!kept) {
      throw new Breach(evidence);
    }
  }
}
