package io.goodflops.engine.child;

/** Foreign errors and texts, made fit to print. */
public final class Words {
  private static final int LONGEST = 500;
  private static final int DEEPEST_CAUSE = 16;

  private Words() {}

  /** Class and message of an error and of its deepest cause, in one line. */
  public static String of(Throwable error) {
    Throwable root = error;
    for (int i = 0; i < DEEPEST_CAUSE; i++) {
      Throwable cause = cause(root);
      if (cause == null || cause == error) {
        break;
      }
      root = cause;
    }
    return root == error ? name(error) : name(error) + " because of " + name(root);
  }

  /** Null where there is none: a vendor's exception may do anything, also throw when asked. */
  private static Throwable cause(Throwable error) {
    try {
      return error.getCause();
    } catch (RuntimeException | Error e) {
      return null;
    }
  }

  /** Text from a vendor, without control characters, in one line, of bounded length. */
  public static String clean(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(4L * LONGEST)
        .map(c -> printable(c) ? c : ' ')
        .forEach(line::appendCodePoint);
    String result = line.toString().strip().replaceAll(" {2,}", " ");
    return result.codePointCount(0, result.length()) <= LONGEST
        ? result
        : result.substring(0, result.offsetByCodePoints(0, LONGEST)) + "…";
  }

  /** As a shell takes it for one word. */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** No controls, no marks that turn text around, no half characters, no line ends. */
  private static boolean printable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> (c & 0xfffe) != 0xfffe && (c < 0xfdd0 || c > 0xfdef);
    };
  }

  private static String name(Throwable error) {
    String message;
    try {
      message = error.getMessage();
    } catch (RuntimeException | Error e) { // a vendor's exception may do anything
      message = null;
    }
    String type = error.getClass().getSimpleName();
    return clean(message == null || message.isBlank() ? type : type + ": " + message);
  }
}
