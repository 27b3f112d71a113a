package com.example.acme;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceClock;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An opened device: it answers for its memory, its queues and its kernels. GoodFLOPS calls it, and
 * all it hands out, from one thread.
 *
 * <p>Not here yet: {@code telemetry()}, for its sensors, and {@code allocatePinned()}, for host
 * memory that the device copies from by itself. What is not overridden counts as absent, which is a
 * legal answer.
 */
final class AcmeDevice implements Device {
  private final Set<AutoCloseable> open = new LinkedHashSet<>();
  private boolean closed;

  /** A "no" with its reason is a normal answer. A slower or less precise way in silence is wrong. */
  @Override
  public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
    requireOpen();
    if (lane != Lane.PLAIN) {
      throw new UnsupportedOpException("only lane PLAIN is there yet");
    }
    // A second op goes here.
    if (op instanceof MatMul matMul) {
      return opened(AcmeMatMul.compile(this, matMul));
    }
    throw new UnsupportedOpException("only matmul is there yet");
  }

  @Override
  public Buffer allocate(TensorSpec spec) {
    requireOpen();
    return opened(new AcmeBuffer(this, spec));
  }

  @Override
  public Queue openQueue() {
    requireOpen();
    return opened(new AcmeQueue(this));
  }

  /**
   * The clock that marks are read from, tied to the host's: {@code Mark.nanos()} and {@code
   * clockNanos()} must count from one zero, or times cannot be compared (rule T5).
   *
   * <p>Driver: if its events have no common zero, record one event when the device is opened, wait
   * for it, and count all marks from there; that event is the anchor then. If it has no events at
   * all, delete this method and let {@code mark()} finish the queue and read System.nanoTime().
   */
  @Override
  public DeviceClock clock() {
    requireOpen();
    long before = System.nanoTime();
    long device = AcmeDriver.clockNanos();
    long after = System.nanoTime();
    return new DeviceClock(
        "acme events", AcmeDriver.CLOCK_STEP_NANOS, device, before + (after - before) / 2);
  }

  /**
   * Closes what is still open, all of it, whatever goes wrong with one: queues first, so that no
   * work is left that uses memory, then the rest from the youngest to the oldest.
   *
   * <p>Driver: its context ends here too, last, and so do the threads it started.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<AutoCloseable> children = new ArrayList<>(open);
    Collections.reverse(children);
    children.sort((a, b) -> Boolean.compare(b instanceof Queue, a instanceof Queue));
    List<Exception> failures = new ArrayList<>();
    for (AutoCloseable child : children) {
      try {
        child.close();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    open.clear();
    if (!failures.isEmpty()) {
      DeviceException all = new DeviceException("not everything could be closed", failures.get(0));
      failures.stream().skip(1).forEach(all::addSuppressed);
      throw all;
    }
  }

  <T extends AutoCloseable> T opened(T child) {
    open.add(child);
    return child;
  }

  void closed(AutoCloseable child) {
    open.remove(child);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the device is closed");
    }
  }
}
