package io.goodflops.workload.suite;

/** A suite cannot be used; the message is one sentence for the person who wrote it. */
public final class SuiteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SuiteException(String message) {
    super(message);
  }
}
