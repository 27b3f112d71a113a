package io.goodflops.engine.measure;

import io.goodflops.engine.host.ThreadWaits;
import java.util.ArrayList;
import java.util.List;

/**
 * Which steps of a batch waited for a CPU. The counters are read between steps, not after each if
 * steps are short: what reading takes is to stay below a hundredth.
 */
final class WaitShares {
  private static final long AT_MOST_EVERY_NANOS = 2_000_000;
  private static final long COST_FACTOR = 100;

  private final ThreadWaits waits;
  private final List<Double> shares = new ArrayList<>();
  private int ended;
  private long lastNanos;
  private long lastWait;
  private long everyNanos;

  /** Of steps that begin now. */
  WaitShares(ThreadWaits waits) {
    this.waits = waits;
    read();
  }

  /** A step has ended, others follow; returns whether that took the time of a reading. */
  boolean stepEnded() {
    ended++;
    boolean due = System.nanoTime() - lastNanos >= everyNanos;
    if (due) {
      read();
    }
    return due;
  }

  /** The last step has ended. */
  void lastStepEnded() {
    ended++;
    read();
  }

  /** Part of its time, and of its neighbours' if they are short, summed over the threads. */
  double of(int step) {
    return shares.get(step);
  }

  private void read() {
    long start = System.nanoTime();
    long wait = waits.nanos();
    double share = (double) (wait - lastWait) / Math.max(1, start - lastNanos);
    while (shares.size() < ended) {
      shares.add(share);
    }
    lastWait = wait;
    lastNanos = System.nanoTime();
    everyNanos = Math.max(AT_MOST_EVERY_NANOS, COST_FACTOR * (lastNanos - start));
  }
}
