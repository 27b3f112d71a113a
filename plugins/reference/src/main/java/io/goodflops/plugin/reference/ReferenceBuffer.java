package io.goodflops.plugin.reference;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * "Device" memory: bytes as the contract wants them, little-endian and row-major, so that write and
 * read copy and never convert. (Alignment to 64 bytes has no meaning inside a Java array.)
 */
final class ReferenceBuffer implements Buffer {
  private final ReferenceDevice device;
  private final TensorSpec spec;
  private byte[] bytes;
  private boolean closed;

  ReferenceBuffer(ReferenceDevice device, TensorSpec spec) {
    this.device = device;
    this.spec = spec;
    this.bytes = new byte[Math.toIntExact(spec.bytes())];
  }

  @Override
  public TensorSpec spec() {
    return spec;
  }

  /** Moves the source's position to its limit, as every bulk operation on a ByteBuffer does. */
  @Override
  public void write(long offsetBytes, ByteBuffer source) {
    source.get(bytes(), checked(offsetBytes, source.remaining()), source.remaining());
  }

  @Override
  public void read(long offsetBytes, ByteBuffer target) {
    target.put(bytes(), checked(offsetBytes, target.remaining()), target.remaining());
  }

  /** Frees the memory; closing twice is harmless. */
  @Override
  public void close() {
    closed = true;
    bytes = new byte[0];
    device.forget(this);
  }

  byte[] bytes() {
    requireOpen();
    return bytes;
  }

  ReferenceDevice device() {
    return device;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the buffer is closed");
    }
  }

  private int checked(long offsetBytes, int length) {
    requireOpen();
    return Math.toIntExact(Objects.checkFromIndexSize(offsetBytes, (long) length, spec.bytes()));
  }
}
