package io.goodflops.workload.verify;

import java.util.Objects;

/**
 * What the judge says.
 *
 * @param method how it was checked, one word
 * @param error the largest error found, in the method's own measure; finite
 * @param bound the largest error that passes
 * @param detail one sentence: what was checked, or where it is wrong
 */
public record Verdict(String method, double error, double bound, boolean passed, String detail) {
  public Verdict {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(detail, "detail");
    // a record must be writable as JSON, which knows no NaN and no infinity
    error = Double.isFinite(error) ? error : Double.MAX_VALUE;
  }

  /** Passes if the error is a number that does not exceed the bound. */
  public static Verdict of(String method, double error, double bound, String detail) {
    return new Verdict(method, error, bound, error <= bound, detail);
  }
}
