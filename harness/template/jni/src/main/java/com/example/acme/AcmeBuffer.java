package com.example.acme;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Device memory. Bytes go in and come out as they are: little-endian, rows one after the other. */
final class AcmeBuffer implements Buffer {
  /** Of one buffer: what the device has is found out by allocating. */
  static final long MOST_BYTES = Long.MAX_VALUE;

  private static final int STAGING_BYTES = 1 << 20;

  /** Drivers copy from and to host addresses; memory inside the Java heap has none that lasts. */
  private static final ThreadLocal<ByteBuffer> STAGING =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(STAGING_BYTES));

  private final AcmeDevice device;
  private final TensorSpec spec;
  private long address;

  AcmeBuffer(AcmeDevice device, TensorSpec spec) {
    this.device = device;
    this.spec = spec;
    this.address = AcmeDriver.allocate(spec.bytes());
  }

  @Override
  public TensorSpec spec() {
    return spec;
  }

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

  private static int atOnce(ByteBuffer host) {
    return host.isDirect() ? host.remaining() : Math.min(host.remaining(), STAGING_BYTES);
  }

  @Override
  public void close() {
    if (address != 0) {
      AcmeDriver.free(address);
      address = 0;
    }
    device.closed(this);
  }

  AcmeDevice device() {
    return device;
  }

  /** Native code does not look at bounds: they are checked on this side. */
  long address() {
    if (address == 0) {
      throw new IllegalStateException("the buffer is closed");
    }
    return address;
  }

  private long checked(long offsetBytes, ByteBuffer host) {
    return address()
        + Objects.checkFromIndexSize(offsetBytes, (long) host.remaining(), spec.bytes());
  }
}
