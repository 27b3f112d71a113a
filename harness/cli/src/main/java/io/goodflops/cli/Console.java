package io.goodflops.cli;

import io.goodflops.engine.child.Words;
import io.goodflops.engine.run.Progress;
import io.goodflops.report.text.TextWidth;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * Progress on standard error: one line that is drawn again on a terminal, plain lines elsewhere.
 */
final class Console implements Progress, AutoCloseable {
  private static final int DEFAULT_WIDTH = 100;
  private static final String[] SPINNER = {"|", "/", "-", "\\"};

  private final PrintWriter err;
  private final boolean terminal;
  private final int width;
  private final Thread onKill = new Thread(this::killed, "goodflops-stopped");
  private Path folder;
  private String current = "";
  private String last = "";
  private int samples;
  private boolean drawn;

  private Console(PrintWriter err, boolean terminal, int width) {
    this.err = err;
    this.terminal = terminal;
    this.width = width;
    Runtime.getRuntime().addShutdownHook(onKill);
  }

  /** The launcher knows whether standard error is a terminal; Java 17 does not. */
  static Console open(PrintWriter err) {
    boolean terminal =
        "1".equals(System.getProperty("goodflops.terminal"))
            && System.getenv("CI") == null
            && !"dumb".equals(System.getenv("TERM"));
    return new Console(err, terminal, columns());
  }

  /** Columns of the terminal, from the launcher. */
  int width() {
    return width;
  }

  /** Whether colours may be used on standard output, which may go elsewhere than this does. */
  boolean ansi() {
    return terminal
        && "1".equals(System.getProperty("goodflops.terminal.out"))
        && System.getenv("NO_COLOR") == null;
  }

  /** What is at work, drawn on a terminal and not told elsewhere. */
  synchronized void working(String text) {
    current = text;
    draw();
  }

  /** Prints something on the same terminal, below which the line of progress stays. */
  synchronized void beside(Runnable printing) {
    wipe();
    printing.run();
    draw();
  }

  @Override
  public synchronized void started(Path where) {
    folder = where;
  }

  @Override
  public synchronized void phase(String text) {
    if (terminal) {
      current = Texts.translated(text);
      draw();
    } else {
      err.println(Texts.translated(text) + " ...");
    }
  }

  @Override
  public synchronized void note(String text) {
    wipe();
    err.println(Texts.translated(text));
    draw();
  }

  @Override
  public synchronized void forkStarted(String caseId, int done, int total, double etaSeconds) {
    current = Texts.get("run.left", done + 1, total, caseId, time(etaSeconds));
    samples = 0;
    draw();
  }

  @Override
  public synchronized void sample() {
    samples++;
    draw();
  }

  @Override
  public synchronized void forkEnded(String caseId, String result) {
    last = result;
    if (!terminal) {
      err.println((current.isEmpty() ? caseId : current) + ": " + result);
    }
    draw();
  }

  /** Nothing is lost any more; the line goes away. */
  synchronized void finished() {
    wipe();
    current = "";
    folder = null;
  }

  @Override
  public void close() {
    finished();
    try {
      Runtime.getRuntime().removeShutdownHook(onKill);
    } catch (IllegalStateException e) {
      // already going down
    }
  }

  private synchronized void killed() {
    if (folder != null) {
      wipe();
      err.println(
          Texts.get(
              "run.stopped", Home.program() + " run --resume " + Words.quoted(folder.toString())));
    }
  }

  private void draw() {
    if (!terminal || current.isEmpty()) {
      return;
    }
    String text = SPINNER[samples % SPINNER.length] + " " + current;
    if (!last.isEmpty()) {
      text += "  " + Texts.get("run.last", last);
    }
    err.print("\r" + TextWidth.padRight(TextWidth.cut(text, width - 1), width - 1));
    err.flush();
    drawn = true;
  }

  private void wipe() {
    if (drawn) {
      err.print("\r" + " ".repeat(width - 1) + "\r");
      err.flush();
      drawn = false;
    }
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 100 ? whole + " s" : (whole + 59) / 60 + " min";
  }

  private static int columns() {
    String columns = System.getProperty("goodflops.columns");
    if (columns != null && columns.matches("[0-9]{2,3}")) {
      return Math.max(60, Integer.parseInt(columns));
    }
    return DEFAULT_WIDTH;
  }
}
