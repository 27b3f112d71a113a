package com.example.acme;

import io.goodflops.spi.DeviceException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A queue of the device that the host plays: a thread. With your driver in place, delete it. */
final class AcmeHostQueue {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final Thread thread;
  private boolean busy;
  private boolean ending;
  private Optional<RuntimeException> failure = Optional.empty();

  AcmeHostQueue(String name) {
    thread = new Thread(this::work, name);
    thread.setDaemon(true);
    thread.start();
  }

  synchronized void add(Runnable task) {
    tasks.add(task);
    notifyAll();
  }

  synchronized void awaitIdle() {
    while (busy || !tasks.isEmpty()) {
      pause();
    }
  }

  /** Drivers report what went wrong in a queue when somebody waits for it. */
  synchronized void finish() {
    awaitIdle();
    Optional<RuntimeException> late = failure;
    failure = Optional.empty();
    if (late.isPresent()) {
      throw new DeviceException("the queue failed: " + late.get().getMessage(), late.get());
    }
  }

  /** Its thread has ended when this returns. */
  void end() {
    synchronized (this) {
      ending = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    for (Optional<Runnable> task = next(); task.isPresent(); task = next()) {
      try {
        task.get().run();
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  private synchronized Optional<Runnable> next() {
    busy = false;
    notifyAll();
    while (tasks.isEmpty() && !ending) {
      pause();
    }
    busy = !tasks.isEmpty();
    return Optional.ofNullable(tasks.poll());
  }

  private synchronized void failed(RuntimeException e) {
    failure = failure.or(() -> Optional.of(e));
  }

  private void pause() {
    try {
      wait();
    } catch (InterruptedException e) {
      throw new DeviceException("interrupted while waiting for the queue", e);
    }
  }
}
