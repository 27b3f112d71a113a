package io.goodflops.plugin.simulator;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A buffer that counts its changes, so that a launch knows when it has to calculate anew. Reads and
 * writes wait until the device is idle, as blocking copies do: where {@code finish} came back too
 * early, they bear the rest.
 */
final class SimulatorBuffer implements Buffer {
  private final SimulatorDevice device;
  private final Buffer memory;
  private Optional<Late> late = Optional.empty();
  private long version;
  private boolean closed;

  /** A result that has not arrived yet. */
  private record Late(ByteBuffer bytes, double atNanos) {}

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
    device.timeline().await(device.timeline().lastEnd());
    land();
    memory.write(offsetBytes, source);
    version++;
  }

  @Override
  public void read(long offsetBytes, ByteBuffer target) {
    device.timeline().await(device.timeline().lastEnd());
    land();
    memory.read(offsetBytes, target);
  }

  /** There at once, as results are; its time passes on the timeline. */
  @Override
  public void enqueueWrite(Queue queue, long offsetBytes, ByteBuffer source) {
    OptionalDouble rate = device.program().copyBandwidth();
    if (rate.isEmpty() || !(queue instanceof SimulatorQueue mine)) {
      Buffer.super.enqueueWrite(queue, offsetBytes, source);
      return;
    }
    mine.requireOpen();
    mine.copy(source.remaining(), rate.getAsDouble());
    memory.write(offsetBytes, source);
    version++;
  }

  /** A launch's result, there at once; its time passes on the timeline. */
  void result(byte[] bytes) {
    memory.write(0, ByteBuffer.wrap(bytes));
    version++;
  }

  /** A launch's result that arrives at that moment after opening; it takes the place of another. */
  void resultLater(byte[] bytes, double atNanos) {
    late = Optional.of(new Late(ByteBuffer.wrap(bytes.clone()), atNanos));
    version++;
  }

  /** What memory holds now, the device idle or not. */
  void peek(ByteBuffer target) {
    memory.read(0, target);
  }

  private void land() {
    if (late.isPresent() && late.get().atNanos <= device.timeline().now()) {
      memory.write(0, late.get().bytes);
      late = Optional.empty();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      device.freed(spec().bytes());
      memory.close();
    }
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
