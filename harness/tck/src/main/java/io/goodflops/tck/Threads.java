package io.goodflops.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Java threads that someone left behind. */
final class Threads {
  private static final int WAITS = 40;

  private Threads() {}

  /** Threads beside {@code before} that are still alive after some patience. */
  static List<Thread> startedSince(Set<Thread> before) {
    List<Thread> alive = List.of();
    for (int i = 0; i < WAITS; i++) {
      alive = new ArrayList<>(Thread.getAllStackTraces().keySet());
      alive.removeAll(before);
      alive.removeIf(thread -> !thread.isAlive());
      if (alive.isEmpty()) {
        return alive;
      }
      sleep(50);
    }
    return alive;
  }

  static String names(List<Thread> threads) {
    return threads.stream().map(Thread::getName).limit(5).collect(Collectors.joining(", "));
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
