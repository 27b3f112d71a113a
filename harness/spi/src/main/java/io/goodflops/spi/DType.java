package io.goodflops.spi;

/** Storage type of a tensor's elements. Math modes such as TF32 are not types: see MathMode. */
public enum DType {
  FP64(64, 53),
  FP32(32, 24),
  BF16(16, 8),
  FP16(16, 11),
  INT32(32, 31),
  INT8(8, 7);

  private final int bits;
  private final int significandBits;

  DType(int bits, int significandBits) {
    this.bits = bits;
    this.significandBits = significandBits;
  }

  /** Storage bits of one element. */
  public int bits() {
    return bits;
  }

  /** Bits of the significand, the hidden one included; for integers, bits beside the sign. */
  public int significandBits() {
    return significandBits;
  }

  public boolean isInteger() {
    return this == INT8 || this == INT32;
  }

  /** Bytes of {@code elements} elements, rounded up to a whole byte. */
  public long bytes(long elements) {
    return Math.addExact(Math.multiplyExact(elements, bits), 7) / 8;
  }
}
