package com.example.acme;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Device memory. Bytes go in and come out as they are: little-endian, rows one after the other.
 * With a driver this holds an address, aligned to 64 bytes, instead of a ByteBuffer.
 */
final class AcmeBuffer implements Buffer {
  /** Of one buffer: what a Java array holds. */
  static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final AcmeDevice device;
  private final TensorSpec spec;
  private ByteBuffer memory;

  /** Driver: allocate. No memory left is a DeviceException, and the device works on. */
  AcmeBuffer(AcmeDevice device, TensorSpec spec) {
    this.device = device;
    this.spec = spec;
    if (spec.bytes() > MOST_BYTES) {
      throw new DeviceException(spec.bytes() + " bytes asked for, at most " + MOST_BYTES);
    }
    try {
      memory = ByteBuffer.allocate((int) spec.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    } catch (OutOfMemoryError e) {
      throw new DeviceException("no memory for " + spec.bytes() + " bytes", e);
    }
  }

  @Override
  public TensorSpec spec() {
    return spec;
  }

  /** Driver: copy to the device, and return when it is done. */
  @Override
  public void write(long offsetBytes, ByteBuffer source) {
    memory.duplicate().position(checked(offsetBytes, source)).put(source);
  }

  /** Driver: copy from the device, and return when it is done. */
  @Override
  public void read(long offsetBytes, ByteBuffer target) {
    target.put(memory.slice(checked(offsetBytes, target), target.remaining()));
  }

  /** Driver: free, once. */
  @Override
  public void close() {
    memory = NOTHING;
    device.closed(this);
  }

  AcmeDevice device() {
    return device;
  }

  /** The elements of a buffer of FP32. */
  FloatBuffer floats() {
    requireOpen();
    return memory.asFloatBuffer();
  }

  void requireOpen() {
    if (memory == NOTHING) {
      throw new IllegalStateException("the buffer is closed");
    }
  }

  private int checked(long offsetBytes, ByteBuffer host) {
    requireOpen();
    return (int) Objects.checkFromIndexSize(offsetBytes, (long) host.remaining(), spec.bytes());
  }
}
