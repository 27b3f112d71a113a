package io.goodflops.engine.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Ends a child process that has outlived its host or its deadline. Vendor code may hang where no
 * interrupt reaches it, and a host that is killed cannot clean up.
 */
public final class ForkGuard {
  /** Exit code of a child that was not started, because its plugin's files have changed. */
  public static final int CHANGED_EXIT = 122;

  /** Exit code of a child that took more memory than it may. */
  public static final int MEMORY_EXIT = 123;

  /** Exit code of a child past its deadline. */
  public static final int DEADLINE_EXIT = 124;

  /** Exit code of a child without its host. */
  public static final int ORPHAN_EXIT = 125;

  static final String HOST_PID = "goodflops.host.pid";
  static final String HOST_START = "goodflops.host.start";
  static final String DEADLINE_SECONDS = "goodflops.deadline.seconds";

  private static final Duration POLL = Duration.ofMillis(250);

  private ForkGuard() {}

  /** Starts the guard from the system properties that {@link ChildJvm} set. */
  public static void arm() {
    goFirst();
    long pid = Long.getLong(HOST_PID, -1);
    long start = Long.getLong(HOST_START, -1);
    long deadlineNanos =
        System.nanoTime() + Duration.ofSeconds(Long.getLong(DEADLINE_SECONDS, 3600)).toNanos();
    Thread guard = new Thread(() -> watch(pid, start, deadlineNanos), "goodflops-guard");
    guard.setDaemon(true);
    guard.start();
  }

  /** Where memory runs out faster than anybody can look, the kernel shall end this process. */
  private static void goFirst() {
    try {
      Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
    } catch (IOException | SecurityException e) {
      // not Linux, or not allowed
    }
  }

  private static void watch(long pid, long start, long deadlineNanos) {
    while (true) {
      if (!alive(pid, start)) {
        Runtime.getRuntime().halt(ORPHAN_EXIT);
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        Runtime.getRuntime().halt(DEADLINE_EXIT);
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        // nobody but vendor code would: keep watching
      }
    }
  }

  /** A pid can be used again, so the start time must agree too. */
  private static boolean alive(long pid, long start) {
    Optional<ProcessHandle> host = ProcessHandle.of(pid);
    return host.isPresent()
        && host.get().isAlive()
        && (start < 0
            || host.get().info().startInstant().map(Instant::toEpochMilli).orElse(start) == start);
  }
}
