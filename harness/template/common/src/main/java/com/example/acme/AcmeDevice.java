package com.example.acme;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An opened device: it answers for its memory, its queues and its kernels. GoodFLOPS calls it, and
 * all it hands out, from one thread.
 *
 * <p>Not here yet: {@code clock()}, for a device whose marks are hardware events, and {@code
 * telemetry()}, for its sensors. What is not overridden counts as absent, which is a legal answer.
 */
final class AcmeDevice implements Device {
  private final Set<AutoCloseable> open = new LinkedHashSet<>();
  private boolean closed;

  /**
   * A "no" with its reason is a normal answer. A slower or less precise way in silence is wrong.
   */
  @Override
  public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
    requireOpen();
    if (lane != Lane.PLAIN) {
      throw new UnsupportedOpException("only lane PLAIN is there yet");
    }
    // A second op goes here.
    if (op instanceof MatMul matMul) {
      return AcmeMatMul.compile(this, matMul);
    }
    throw new UnsupportedOpException("only matmul is there yet");
  }

  @Override
  public Buffer allocate(TensorSpec spec) {
    requireOpen();
    AcmeBuffer buffer = new AcmeBuffer(this, spec);
    open.add(buffer);
    return buffer;
  }

  @Override
  public Queue openQueue() {
    requireOpen();
    AcmeQueue queue = new AcmeQueue(this);
    open.add(queue);
    return queue;
  }

  /** Closes what is still open. Your driver's context and the threads it started end here too. */
  @Override
  public void close() {
    for (AutoCloseable child : List.copyOf(open)) {
      try {
        child.close();
      } catch (Exception e) {
        throw new DeviceException("cannot close " + child, e);
      }
    }
    closed = true;
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
