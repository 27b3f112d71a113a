package io.goodflops.result;

import java.util.Objects;

/** Bad input or a bad environment: one sentence that says what was wrong and what to do. */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose move it is, and so which exit code. */
  public enum Kind {
    /** The user asked for something that does not exist or make sense: exit code 2. */
    USAGE,
    /** The device, the disk or the machine does not let us: exit code 3. */
    ENVIRONMENT
  }

  private final Kind kind;

  private UserException(Kind kind, String message) {
    super(Objects.requireNonNull(message, "message"));
    this.kind = kind;
  }

  public static UserException usage(String message) {
    return new UserException(Kind.USAGE, message);
  }

  public static UserException environment(String message) {
    return new UserException(Kind.ENVIRONMENT, message);
  }

  public Kind kind() {
    return kind;
  }
}
