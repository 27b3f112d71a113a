package io.goodflops.tck;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Catches what Java code prints while the kit runs. What native code prints goes past it: whoever
 * runs the kit in a process of its own sees that.
 */
final class Quiet implements AutoCloseable {
  private static final int SHOWN = 200;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream caught = new FirstBytes();
  private final PrintStream stream = new PrintStream(caught, true, StandardCharsets.UTF_8);

  /** Gives the streams of now back when asked to: a kit that hangs does not do so itself. */
  static Runnable restoringLater() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    return () -> {
      System.setOut(out);
      System.setErr(err);
    };
  }

  Quiet() {
    System.setOut(stream);
    System.setErr(stream);
  }

  /** Runs something of the kit's own, which may print. */
  void aside(Runnable own) {
    close();
    try {
      own.run();
    } finally {
      System.setOut(stream);
      System.setErr(stream);
    }
  }

  String caught() {
    String text = caught.toString(StandardCharsets.UTF_8);
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
  }

  /** Keeps the beginning: a plugin may print without end. */
  private static final class FirstBytes extends ByteArrayOutputStream {
    private static final int KEPT = 4 * (SHOWN + 1);

    @Override
    public synchronized void write(int one) {
      if (size() < KEPT) {
        super.write(one);
      }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, Math.min(length, KEPT - size()));
    }
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
  }
}
