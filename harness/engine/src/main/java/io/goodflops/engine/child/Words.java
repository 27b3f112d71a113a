package io.goodflops.engine.child;

/** Foreign errors and texts, made fit to print. */
public final class Words {
  private static final int LONGEST = 500;

  private Words() {}

  /** Class and message of an error and of its deepest cause, in one line. */
  public static String of(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root == error ? name(error) : name(error) + " because of " + name(root);
  }

  /** Text from a vendor, without control characters, in one line, of bounded length. */
  public static String clean(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(4L * LONGEST)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
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
