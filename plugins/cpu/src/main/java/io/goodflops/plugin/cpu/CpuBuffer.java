package io.goodflops.plugin.cpu;

import com.sun.jna.Pointer;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** Main memory outside the Java heap, in huge pages where it is large and the kernel has them. */
final class CpuBuffer implements Buffer {
  private static final long CACHE_LINE_BYTES = 64;
  private static final long HUGE_PAGE_BYTES = 2 << 20;

  private final CpuDevice device;
  private final TensorSpec spec;
  private final long address;
  private boolean closed;

  CpuBuffer(CpuDevice device, TensorSpec spec) {
    this.device = device;
    this.spec = spec;
    boolean huge = spec.bytes() >= HUGE_PAGE_BYTES;
    this.address =
        device.natives().allocate(spec.bytes(), huge ? HUGE_PAGE_BYTES : CACHE_LINE_BYTES);
    if (address == 0) {
      throw new DeviceException("no memory for " + spec.bytes() + " bytes");
    }
    if (huge) {
      device.natives().adviseHugePages(address, spec.bytes());
    }
  }

  @Override
  public TensorSpec spec() {
    return spec;
  }

  @Override
  public void write(long offsetBytes, ByteBuffer source) {
    view(offsetBytes, source.remaining()).put(source);
  }

  @Override
  public void read(long offsetBytes, ByteBuffer target) {
    target.put(view(offsetBytes, target.remaining()));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      device.natives().free(address);
      device.forget(this);
    }
  }

  /** These bytes as a buffer that frees nothing. */
  ByteBuffer view(long offsetBytes, int length) {
    requireOpen();
    Objects.checkFromIndexSize(offsetBytes, (long) length, spec.bytes());
    if (length == 0) {
      return ByteBuffer.allocate(0);
    }
    return new Pointer(address + offsetBytes)
        .getByteBuffer(0, length)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  long address() {
    requireOpen();
    return address;
  }

  CpuDevice device() {
    return device;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the buffer is closed");
    }
  }
}
