package io.goodflops.plugin.cpu;

import io.goodflops.spi.DeviceException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The caller and some threads that stay the same as long as the device is open. They wait for work
 * spinning, so that a launch starts within a microsecond, and go to sleep when none comes for some
 * tens of microseconds, so that OpenMP's threads have the cores for themselves.
 */
final class Crew implements AutoCloseable {
  private static final int SPINS_BEFORE_SLEEP = 1_000;

  /** To wake a thread takes as long as to move this much through a cache. */
  private static final long LEAST_BYTES = 4 << 20;

  private final Member[] members;
  private final AtomicInteger busy = new AtomicInteger();
  private Task task = (worker, workers) -> {};
  private final AtomicInteger epoch = new AtomicInteger();
  private volatile boolean closed;
  private volatile Optional<Throwable> failure = Optional.empty();

  /** One worker's part of a job. */
  interface Task {
    void run(int worker, int workers);
  }

  Crew(int threads) {
    members = new Member[threads - 1];
    for (int i = 0; i < members.length; i++) {
      members[i] = new Member(i + 1);
      members[i].start();
    }
  }

  int size() {
    return members.length + 1;
  }

  /** Runs all parts; those of little work on the calling thread alone. */
  void run(Task job, long bytes) {
    if (bytes < LEAST_BYTES) {
      job.run(0, 1);
    } else {
      run(job);
    }
  }

  /** Runs all parts, the first one on the calling thread, and returns when all are done. */
  void run(Task job) {
    if (members.length == 0) {
      job.run(0, 1);
      return;
    }
    task = job;
    busy.set(members.length);
    epoch.incrementAndGet();
    for (Member member : members) {
      member.wake();
    }
    try {
      job.run(0, size());
    } finally {
      while (busy.get() > 0) {
        Thread.onSpinWait();
      }
    }
    if (failure.isPresent()) {
      Throwable thrown = failure.get();
      failure = Optional.empty();
      throw new DeviceException("a worker thread failed: " + thrown, thrown);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Member member : members) {
      LockSupport.unpark(member);
    }
    for (Member member : members) {
      try {
        member.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** The first fields of the handshake: a member publishes asleep before it looks at epoch. */
  private final class Member extends Thread {
    private final int number;
    private volatile boolean asleep;

    Member(int number) {
      super("goodflops-cpu-" + number);
      this.number = number;
      setDaemon(true);
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      int seen = 0;
      while (awaitWork(seen)) {
        seen = epoch.get();
        try {
          task.run(number, size());
        } catch (Throwable e) {
          failure = Optional.of(e);
        }
        busy.decrementAndGet();
      }
    }

    /** False when the crew is closed. */
    private boolean awaitWork(int seen) {
      int spins = 0;
      while (epoch.get() == seen && !closed) {
        if (spins < SPINS_BEFORE_SLEEP) {
          spins++;
          Thread.onSpinWait();
        } else {
          asleep = true;
          if (epoch.get() == seen && !closed) {
            LockSupport.park(Crew.this);
          }
          asleep = false;
        }
      }
      return !closed;
    }
  }
}
