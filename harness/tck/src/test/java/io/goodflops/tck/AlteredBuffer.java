package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;

/** A buffer over another one. */
class AlteredBuffer implements Buffer {
  final Buffer inner;

  AlteredBuffer(Buffer inner) {
    this.inner = inner;
  }

  @Override
  public TensorSpec spec() {
    return inner.spec();
  }

  @Override
  public void write(long offsetBytes, ByteBuffer source) {
    inner.write(offsetBytes, source);
  }

  @Override
  public void read(long offsetBytes, ByteBuffer target) {
    inner.read(offsetBytes, target);
  }

  @Override
  public void close() {
    inner.close();
  }
}
