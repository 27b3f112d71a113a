package io.goodflops.engine.check;

import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.Words;
import java.util.Locale;

/** Ends a child whose plugin does not answer, and says where it was. */
final class RuleClock {
  private static final long POLL_MILLIS = 100;

  private final Thread watched;
  private final MessageFile messages;
  private final long limitNanos;
  private volatile Turn turn = new Turn("", System.nanoTime());

  private record Turn(String rule, long startNanos) {}

  private RuleClock(Thread watched, MessageFile messages, double limitSeconds) {
    this.watched = watched;
    this.messages = messages;
    this.limitNanos = (long) (limitSeconds * 1e9);
  }

  /** Starts to watch the calling thread. */
  static RuleClock start(MessageFile messages, double limitSeconds) {
    RuleClock clock = new RuleClock(Thread.currentThread(), messages, limitSeconds);
    Thread thread = new Thread(clock::watch, "goodflops-rule-clock");
    thread.setDaemon(true);
    thread.start();
    return clock;
  }

  void begins(String rule) {
    turn = new Turn(rule, System.nanoTime());
  }

  private void watch() {
    while (true) {
      Turn now = turn;
      if (System.nanoTime() - now.startNanos > limitNanos) {
        String text =
            String.format(
                Locale.ROOT, "no answer for %.0f s in thread %s", limitNanos / 1e9, name());
        // a thread that cannot be stopped gives no trace either: the first line stands then
        messages.append(CheckMessage.of(CheckMessage.Kind.HANGS, now.rule, text));
        messages.append(CheckMessage.of(CheckMessage.Kind.HANGS, now.rule, text + place()));
        Runtime.getRuntime().halt(ForkGuard.DEADLINE_EXIT);
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        // nobody but vendor code would: keep watching
      }
    }
  }

  private String name() {
    return Words.clean(watched.getName());
  }

  /** The plugin's innermost call; below it lie only the JDK's. */
  private String place() {
    StackTraceElement[] trace = watched.getStackTrace();
    for (StackTraceElement frame : trace) {
      if ("plugin".equals(frame.getClassLoaderName())) {
        return ", in " + frame.getClassName() + "." + frame.getMethodName() + source(frame);
      }
    }
    return trace.length == 0 ? "" : ", in " + trace[0];
  }

  private static String source(StackTraceElement frame) {
    return frame.getFileName() == null
        ? ""
        : " (" + Words.clean(frame.getFileName()) + ":" + frame.getLineNumber() + ")";
  }
}
