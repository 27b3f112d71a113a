package com.example.acme;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Device memory. Bytes go in and come out as they are: little-endian, rows one after the other. */
final class AcmeBuffer implements Buffer {
  private static final int STAGING_BYTES = 1 << 20;

  /** Drivers copy from and to host addresses; memory inside the Java heap has none that lasts. */
  private static final ThreadLocal<ByteBuffer> STAGING =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(STAGING_BYTES));

  private final AcmeDevice device;
  private final TensorSpec spec;
  private long address;

  /**
   * Driver: allocate, aligned to 64 bytes (rule B8). No memory left is a DeviceException, and the
   * device works on (rule D6).
   */
  AcmeBuffer(AcmeDevice device, TensorSpec spec) {
    this.device = device;
    this.spec = spec;
    this.address = AcmeDriver.allocate(spec.bytes());
  }

  @Override
  public TensorSpec spec() {
    return spec;
  }

  /** Driver: copy to the device, and return when it is done. */
  @Override
  public void write(long offsetBytes, ByteBuffer source) {
    long target = checked(offsetBytes, source);
    while (source.hasRemaining()) {
      int length = atOnce(source);
      ByteBuffer part = source.slice(source.position(), length);
      ByteBuffer direct = source.isDirect() ? part : STAGING.get().clear().put(part);
      AcmeDriver.write(target, direct, length);
      source.position(source.position() + length);
      target += length;
    }
  }

  /** Driver: copy from the device, and return when it is done. */
  @Override
  public void read(long offsetBytes, ByteBuffer target) {
    long source = checked(offsetBytes, target);
    while (target.hasRemaining()) {
      int length = atOnce(target);
      if (target.isDirect()) {
        AcmeDriver.read(source, target.slice(), length);
        target.position(target.position() + length);
      } else {
        AcmeDriver.read(source, STAGING.get().clear(), length);
        target.put(STAGING.get().limit(length));
      }
      source += length;
    }
  }

  /**
   * Driver: copy in the queue's order. A write that overtook the launches before it would change
   * what they read (rule B6).
   */
  @Override
  public void enqueueWrite(Queue queue, long offsetBytes, ByteBuffer source) {
    AcmeQueue mine = AcmeQueue.of(queue, device);
    long target = checked(offsetBytes, source);
    int length = source.remaining();
    if (length == 0) {
      return;
    }
    ByteBuffer direct =
        source.isDirect()
            ? source.slice()
            : ByteBuffer.allocateDirect(length).put(source.duplicate()).flip();
    AcmeDriver.enqueueWrite(mine.handle(), target, direct, length);
    mine.uses(direct);
    source.position(source.limit());
  }

  /** Driver: copy in the queue's order. */
  @Override
  public void enqueueRead(Queue queue, long offsetBytes, ByteBuffer target) {
    AcmeQueue mine = AcmeQueue.of(queue, device);
    if (!target.isDirect()) {
      // nobody can copy to a place in the heap later on
      mine.finish();
      read(offsetBytes, target);
      return;
    }
    long source = checked(offsetBytes, target);
    int length = target.remaining();
    if (length > 0) {
      AcmeDriver.enqueueRead(mine.handle(), source, target.slice(), length);
      mine.uses(target);
      target.position(target.limit());
    }
  }

  /**
   * Driver: free, once. Like most drivers' free, AcmeDriver's waits for work that is still enqueued;
   * if yours does not, finish the device's queues first.
   */
  @Override
  public void close() {
    if (address != 0) {
      AcmeDriver.free(address);
      address = 0;
      device.closed(this);
    }
  }

  AcmeDevice device() {
    return device;
  }

  /** Drivers do not look at bounds: they are checked on this side. */
  long address() {
    if (address == 0) {
      throw new IllegalStateException("the buffer is closed");
    }
    return address;
  }

  private static int atOnce(ByteBuffer host) {
    return host.isDirect() ? host.remaining() : Math.min(host.remaining(), STAGING_BYTES);
  }

  private long checked(long offsetBytes, ByteBuffer host) {
    return address()
        + Objects.checkFromIndexSize(offsetBytes, (long) host.remaining(), spec.bytes());
  }
}
