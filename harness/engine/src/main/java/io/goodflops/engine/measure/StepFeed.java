package io.goodflops.engine.measure;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.program.Feed;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.program.Variant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings a step its batch from host memory, the same one each time. A step is {@link #arrive},
 * {@link #before}, its ops, {@link #after}.
 */
final class StepFeed implements AutoCloseable {
  private static final long SPIN_NANOS = 200_000;

  private final Variant variant;
  private final OpByOp run;
  private final Queue copies;
  private final Map<String, ByteBuffer> host = new LinkedHashMap<>();
  private final List<Optional<Mark>> staged = new ArrayList<>();
  private final List<Optional<Mark>> used = new ArrayList<>();
  private int slot;
  private Optional<Copy> ahead = Optional.empty();

  /** Marks around a copy. */
  record Copy(Mark begin, Mark end) {}

  StepFeed(Device device, OpByOp run, TrainingStep step, Variant variant)
      throws UnsupportedOpException {
    this.variant = variant;
    this.run = run;
    for (Program.Tensor tensor : step.batch()) {
      long bytes = tensor.spec().bytes();
      if (bytes > Integer.MAX_VALUE - 64) {
        throw new UnsupportedOpException("one copy of a batch is limited to 2 GiB");
      }
      ByteBuffer memory =
          device.allocatePinned(bytes).orElseGet(() -> ByteBuffer.allocateDirect((int) bytes));
      host.put(tensor.name(), memory.order(ByteOrder.LITTLE_ENDIAN));
    }
    copies = device.openQueue();
    reset();
  }

  /** Where the batch lies in host memory, to be written once. */
  Map<String, ByteBuffer> host() {
    return host;
  }

  /** Nothing is on the device any more. */
  void reset() {
    copies.finish();
    staged.clear();
    used.clear();
    for (int i = 0; i < 2; i++) {
      staged.add(Optional.empty());
      used.add(Optional.empty());
    }
    ahead = Optional.empty();
    slot = 0;
  }

  /** Returns when the batch is in host memory. */
  void arrive(Queue queue) {
    if (variant.lateMicros() == 0) {
      return;
    }
    queue.finish();
    long end = System.nanoTime() + 1000 * variant.lateMicros();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      if (left > 2 * SPIN_NANOS) {
        LockSupport.parkNanos(left - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /** What is enqueued after this finds the batch on the device. */
  void before(Queue queue) {
    if (variant.feed() == Feed.SERIAL) {
      copy(queue, 0);
      return;
    }
    if (staged.get(slot).isEmpty()) {
      stage(slot);
    }
    queue.waitFor(staged.get(slot).get());
  }

  /** Copies the batch where single ops read it. */
  void first(Queue queue) {
    copy(queue, 0);
    queue.finish();
  }

  /** One op, where the batch of this step lies. */
  void enqueue(Queue queue, int op) {
    if (slot == 0) {
      run.enqueue(queue, op);
    } else {
      run.enqueueSecond(queue, op);
    }
  }

  /** The ops of a step are enqueued: time to copy the next batch. */
  void after(Queue queue) {
    if (variant.feed() == Feed.SERIAL) {
      return;
    }
    used.set(slot, Optional.of(queue.mark()));
    staged.set(slot, Optional.empty());
    slot = 1 - slot;
    stage(slot);
  }

  /** Marks around the last copy that was enqueued ahead of its step. */
  Optional<Copy> ahead() {
    return ahead;
  }

  private void stage(int which) {
    used.get(which).ifPresent(copies::waitFor);
    Mark begin = copies.mark();
    copy(copies, which);
    Mark end = copies.mark();
    staged.set(which, Optional.of(end));
    ahead = Optional.of(new Copy(begin, end));
  }

  private void copy(Queue queue, int which) {
    host.forEach(
        (tensor, memory) -> {
          Buffer buffer = which == 0 ? run.buffer(tensor) : run.second(tensor);
          memory.clear().limit((int) buffer.spec().bytes());
          buffer.enqueueWrite(queue, 0, memory);
        });
  }

  /** Returns when nothing is under way. */
  void finish() {
    copies.finish();
  }

  @Override
  public void close() {
    copies.close();
  }
}
