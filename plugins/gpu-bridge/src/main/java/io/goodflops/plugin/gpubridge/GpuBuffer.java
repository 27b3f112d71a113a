package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Device memory. */
final class GpuBuffer implements Buffer {
  private static final int STAGING_BYTES = 1 << 20;

  /** Memory inside the Java heap has no address that lasts. */
  private static final ThreadLocal<ByteBuffer> STAGING =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(STAGING_BYTES));

  private final GpuDevice device;
  private final TensorSpec spec;
  private long memory;

  GpuBuffer(GpuDevice device, TensorSpec spec) {
    this.device = device;
    this.spec = spec;
    this.memory = Bridge.allocate(device.session(), spec.bytes());
  }

  @Override
  public TensorSpec spec() {
    return spec;
  }

  @Override
  public void write(long offsetBytes, ByteBuffer source) {
    long to = checked(offsetBytes, source);
    if (source.isDirect()) {
      Bridge.write(memory, to, source, source.position(), source.remaining());
      source.position(source.limit());
      return;
    }
    while (source.hasRemaining()) {
      int length = Math.min(source.remaining(), STAGING_BYTES);
      ByteBuffer staging = STAGING.get().clear().put(source.slice(source.position(), length));
      Bridge.write(memory, to, staging, 0, length);
      source.position(source.position() + length);
      to += length;
    }
  }

  @Override
  public void read(long offsetBytes, ByteBuffer target) {
    long from = checked(offsetBytes, target);
    if (target.isDirect()) {
      Bridge.read(memory, from, target, target.position(), target.remaining());
      target.position(target.limit());
      return;
    }
    while (target.hasRemaining()) {
      int length = Math.min(target.remaining(), STAGING_BYTES);
      ByteBuffer staging = STAGING.get().clear();
      Bridge.read(memory, from, staging, 0, length);
      target.put(staging.limit(length));
      from += length;
    }
  }

  @Override
  public void enqueueWrite(Queue queue, long offsetBytes, ByteBuffer source) {
    GpuQueue mine = GpuQueue.of(queue, device);
    long to = checked(offsetBytes, source);
    ByteBuffer direct =
        source.isDirect()
            ? source.slice()
            : ByteBuffer.allocateDirect(source.remaining()).put(source.duplicate()).flip();
    Bridge.enqueueWrite(mine.stream(), memory, to, direct, 0, direct.remaining());
    mine.uses(direct);
    source.position(source.limit());
  }

  @Override
  public void enqueueRead(Queue queue, long offsetBytes, ByteBuffer target) {
    GpuQueue mine = GpuQueue.of(queue, device);
    if (!target.isDirect()) {
      // nobody can copy to a place in the heap later on
      mine.finish();
      read(offsetBytes, target);
      return;
    }
    long from = checked(offsetBytes, target);
    Bridge.enqueueRead(mine.stream(), memory, from, target, target.position(), target.remaining());
    mine.uses(target);
    target.position(target.limit());
  }

  /** CUDA-shaped frees wait for what is enqueued. */
  @Override
  public void close() {
    if (memory != 0) {
      long mine = memory;
      memory = 0;
      device.closed(this);
      Bridge.free(mine);
    }
  }

  /** A buffer of this device and no other. */
  static GpuBuffer of(Buffer buffer, GpuDevice device) {
    if (buffer instanceof GpuBuffer mine && mine.device == device) {
      return mine;
    }
    throw new IllegalArgumentException("the buffer is one of another device");
  }

  GpuDevice device() {
    return device;
  }

  /** Its number on the native side. */
  long memory() {
    if (memory == 0) {
      throw new IllegalStateException("the buffer is closed");
    }
    return memory;
  }

  private long checked(long offsetBytes, ByteBuffer host) {
    memory();
    return Objects.checkFromIndexSize(offsetBytes, (long) host.remaining(), spec.bytes());
  }
}
