package io.goodflops.engine.child;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches a child from outside, where it cannot stop the watching: ends it when its time is over or
 * when it takes more memory than it may.
 */
public final class ChildWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);

  /** Time for the child's own guard, which leaves an exit code. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** Why a child was ended. */
  public enum Verdict {
    TOO_LONG,
    TOO_MUCH_MEMORY
  }

  private final CountDownLatch ended = new CountDownLatch(1);
  private final MemoryLimit limit;
  private final long deadlineNanos;
  private final Thread thread;
  private volatile Optional<ProcessHandle> child;
  private volatile Optional<Verdict> verdict = Optional.empty();

  private ChildWatch(Optional<ProcessHandle> child, Duration deadline, MemoryLimit limit) {
    this.child = child;
    this.limit = limit;
    this.deadlineNanos = System.nanoTime() + deadline.plus(GRACE).toNanos();
    this.thread = new Thread(this::watch, "goodflops-watch");
    thread.setDaemon(true);
  }

  /** Watches a child that was just started. */
  static ChildWatch of(ProcessHandle child, Duration deadline, MemoryLimit limit) {
    return start(new ChildWatch(Optional.of(child), deadline, limit));
  }

  /** Watches the only child that somebody else, such as JMH, is about to start. */
  public static ChildWatch ofNext(Duration deadline) {
    return start(new ChildWatch(Optional.empty(), deadline, MemoryLimit.now(1)));
  }

  private static ChildWatch start(ChildWatch watch) {
    watch.thread.start();
    return watch;
  }

  /** Why the child was ended, if it was. Final after {@link #close}. */
  public Optional<Verdict> verdict() {
    return verdict;
  }

  /** What the child may have. */
  public MemoryLimit limit() {
    return limit;
  }

  private void watch() {
    try {
      while (!ended.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        if (child.isEmpty()) {
          child = ProcessHandle.current().children().filter(ProcessHandle::isAlive).findFirst();
        }
        if (System.nanoTime() - deadlineNanos > 0) {
          end(Verdict.TOO_LONG);
          return;
        }
        if (child.isPresent() && limit.isExceededBy(child.get())) {
          end(Verdict.TOO_MUCH_MEMORY);
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(Verdict why) {
    verdict = Optional.of(why);
    child.ifPresentOrElse(Children::kill, Children::killAll);
  }

  /** Stops watching. */
  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
