package io.goodflops.plugin.reference;

import io.goodflops.spi.DType;

/** A bound buffer, element by element. */
final class Tensor {
  private final byte[] bytes;
  private final DType dtype;
  private final int elements;

  Tensor(ReferenceBuffer buffer) {
    this.bytes = buffer.bytes();
    this.dtype = buffer.spec().dtype();
    this.elements = Math.toIntExact(buffer.spec().elements());
  }

  int elements() {
    return elements;
  }

  double get(int index) {
    return Elements.get(bytes, dtype, index);
  }

  /** Rounds to the storage type: the one rounding that a result sees. */
  void set(int index, double value) {
    Elements.set(bytes, dtype, index, Elements.round(dtype, value));
  }

  void clear() {
    for (int i = 0; i < elements; i++) {
      set(i, 0);
    }
  }

  /** Moves bits, not numbers: every pattern survives. */
  void copyFrom(Tensor source, int from, int to, int count) {
    int size = dtype.bits() / 8;
    System.arraycopy(source.bytes, from * size, bytes, to * size, count * size);
  }

  /**
   * An index into something of {@code size} parts; a wrong one must not reach into others' memory.
   */
  int index(int at, int size, String name) {
    int index = (int) get(at);
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          name + "[" + at + "] is " + index + ", must be in [0, " + size + ")");
    }
    return index;
  }
}
