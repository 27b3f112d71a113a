package io.goodflops.spi;

/** Storage type of a tensor's elements. Math modes such as TF32 are not types: see MathMode. */
public enum DType {
  FP64(64, 53),
  FP32(32, 24),
  BF16(16, 8),
  FP16(16, 11),
  INT32(32, 31),
  INT8(8, 7),
  /**
   * 4 bits of exponent with bias 7, 3 of fraction: no infinity, 0x7f and 0xff are NaN, 448 is the
   * largest (OCP 8-bit Floating Point Specification 1.0).
   */
  FP8_E4M3(8, 4),
  /** 5 bits of exponent with bias 15, 2 of fraction, as IEEE 754 would have it (same source). */
  FP8_E5M2(8, 3);

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

  /** Whether it is one of the 8-bit floating-point types: operands of matrix products, no more. */
  public boolean isFp8() {
    return this == FP8_E4M3 || this == FP8_E5M2;
  }

  /** Bytes of {@code elements} elements, rounded up to a whole byte. */
  public long bytes(long elements) {
    return Math.addExact(Math.multiplyExact(elements, bits), 7) / 8;
  }
}
