package io.goodflops.plugin.simulator;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;

/** A buffer that counts its changes, so that a launch knows when it has to calculate anew. */
final class SimulatorBuffer implements Buffer {
  private final SimulatorDevice device;
  private final Buffer memory;
  private long version;
  private boolean closed;

  SimulatorBuffer(SimulatorDevice device, Buffer memory) {
    this.device = device;
    this.memory = memory;
  }

  @Override
  public TensorSpec spec() {
    return memory.spec();
  }

  @Override
  public void write(long offsetBytes, ByteBuffer source) {
    memory.write(offsetBytes, source);
    version++;
  }

  @Override
  public void read(long offsetBytes, ByteBuffer target) {
    memory.read(offsetBytes, target);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      device.freed(spec().bytes());
      memory.close();
    }
  }

  /** Called by a launch that has written the memory behind this buffer. */
  void changed() {
    version++;
  }

  long version() {
    return version;
  }

  Buffer memory() {
    return memory;
  }

  SimulatorDevice device() {
    return device;
  }

  void requireOpen() {
    device.requireOpen();
    if (closed) {
      throw new IllegalStateException("the buffer is closed");
    }
  }
}
