package io.goodflops.tck;

import io.goodflops.spi.Device;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An honest device whose queues work on threads of their own, as hardware does. */
class AsynchronousDevice extends AlteredDevice {
  private final List<WorkerQueue> queues = new ArrayList<>();

  AsynchronousDevice(Device inner) {
    super(inner);
  }

  @Override
  Queue queue(Queue queue) {
    WorkerQueue worker = worker(queue);
    queues.add(worker);
    return worker;
  }

  WorkerQueue worker(Queue queue) {
    return new WorkerQueue(queue);
  }

  @Override
  public void close() {
    queues.forEach(WorkerQueue::close);
    super.close();
  }

  static class WorkerQueue extends AlteredQueue {
    private final ExecutorService worker = Executors.newSingleThreadExecutor();

    WorkerQueue(Queue inner) {
      super(inner);
    }

    @Override
    void enqueue(Launch launch) {
      super.finish();
      worker.execute(() -> carryOut(launch));
    }

    void carryOut(Launch launch) {
      super.enqueue(launch);
    }

    @Override
    public Mark mark() {
      super.finish();
      Event event = new Event();
      worker.execute(event::reached);
      return event;
    }

    @Override
    public void waitFor(Mark mark) {
      super.waitFor(mark);
      worker.execute(((Event) mark)::await);
    }

    @Override
    public void finish() {
      super.finish();
      drain();
    }

    /** Waits until the worker has nothing to do; harmless on a queue that is closed. */
    final void drain() {
      if (!worker.isShutdown()) {
        Event event = new Event();
        worker.execute(event::reached);
        event.await();
      }
    }

    @Override
    public void close() {
      worker.shutdown();
      try {
        if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the queue is stuck");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      super.close();
    }
  }

  private static final class Event implements Mark {
    private final CountDownLatch latch = new CountDownLatch(1);
    private volatile long nanos;

    void reached() {
      nanos = System.nanoTime();
      latch.countDown();
    }

    void await() {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public long nanos() {
      return nanos;
    }
  }
}
