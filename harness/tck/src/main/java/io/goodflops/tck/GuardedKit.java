package io.goodflops.tck;

import io.goodflops.spi.DevicePlugin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The kit in a thread of its own, for someone who has no process to spare: a plugin that does not
 * answer costs its rule and those after it, but not the tests' end.
 */
final class GuardedKit implements KitListener {
  private static final long POLL_MILLIS = 20;

  private final DevicePlugin plugin;
  private final KitOptions options;
  private final long limitNanos;
  private final List<Finding> findings = new ArrayList<>();
  private Optional<Turn> turn = Optional.empty();
  private Optional<Throwable> broken = Optional.empty();
  private boolean done;
  private boolean abandoned;

  /** A rule at work, and what the plugin was called for last. */
  private record Turn(Rule rule, long sinceNanos, String at, Optional<Circumstance> where) {}

  /** Ends the kit's thread, should its plugin ever answer. */
  private static final class Abandoned extends Error {
    private static final long serialVersionUID = 1L;
  }

  private GuardedKit(DevicePlugin plugin, KitOptions options, Duration limit) {
    this.plugin = plugin;
    this.options = options;
    this.limitNanos = limit.toNanos();
  }

  /** One finding for each rule that was asked for, in the order {@link Rule#CAUSES_FIRST}. */
  static List<Finding> check(DevicePlugin plugin, KitOptions options, Duration limit)
      throws InterruptedException {
    Runnable streams = Quiet.restoringLater();
    GuardedKit kit = new GuardedKit(plugin, options, limit);
    Thread thread = new Thread(kit::work, "goodflops-kit");
    thread.setDaemon(true);
    thread.start();
    try {
      return kit.await(thread);
    } finally {
      streams.run();
    }
  }

  private void work() {
    Optional<Throwable> thrown = Optional.empty();
    try {
      Kit.checkAloud(plugin, options, this);
    } catch (Throwable e) {
      // told in the thread that waits
      thrown = Optional.of(e);
    }
    synchronized (this) {
      broken = thrown;
      done = true;
      notifyAll();
    }
  }

  private synchronized List<Finding> await(Thread thread) throws InterruptedException {
    while (!done) {
      if (turn.filter(one -> System.nanoTime() - one.sinceNanos > limitNanos).isPresent()) {
        abandoned = true;
        give(turn.get(), thread);
        return List.copyOf(findings);
      }
      wait(POLL_MILLIS);
    }
    if (broken.isPresent()) {
      throw new IllegalStateException("the kit itself failed", broken.get());
    }
    return List.copyOf(findings);
  }

  /** The rule that hangs has failed, and those after it cannot be checked in this process. */
  private void give(Turn hung, Thread thread) {
    findings.add(
        new Finding.Failed(
            hung.rule,
            String.format(
                Locale.ROOT,
                "the plugin did not answer for %.0f s%s, in %s; it hangs",
                limitNanos / 1e9,
                hung.at,
                place(thread)),
            hung.where));
    Set<Rule> left = EnumSet.noneOf(Rule.class);
    left.addAll(options.rules());
    findings.forEach(finding -> left.remove(finding.rule()));
    left.stream()
        .sorted(Rule.CAUSES_FIRST)
        .map(
            rule ->
                new Finding.NotVerified(
                    rule,
                    rule.whyNotChecked()
                        .orElse(
                            "the plugin hangs since "
                                + hung.rule.id()
                                + "; `goodflops plugin check` goes on in another process")))
        .forEach(findings::add);
  }

  /** The innermost call that is not the JDK's. */
  private static String place(Thread thread) {
    StackTraceElement[] trace = thread.getStackTrace();
    for (StackTraceElement frame : trace) {
      if (frame.getModuleName() == null) {
        return frame.toString();
      }
    }
    return trace.length == 0 ? "an unknown place" : trace[0].toString();
  }

  private void requireWanted() {
    if (abandoned) {
      throw new Abandoned();
    }
  }

  @Override
  public synchronized void begins(Rule rule) {
    requireWanted();
    turn = Optional.of(new Turn(rule, System.nanoTime(), "", Optional.empty()));
  }

  @Override
  public synchronized void tries(Rule rule, String step, Circumstance where) {
    requireWanted();
    turn =
        turn.map(one -> new Turn(one.rule, one.sinceNanos, " at its " + step, Optional.of(where)));
  }

  @Override
  public synchronized void found(Finding finding) {
    requireWanted();
    findings.add(finding);
  }
}
