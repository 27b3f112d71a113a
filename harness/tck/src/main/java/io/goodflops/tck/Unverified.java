package io.goodflops.tck;

/** The kit cannot tell whether a rule is kept; the message is the reason. */
final class Unverified extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unverified(String reason) {
    super(reason);
  }
}
