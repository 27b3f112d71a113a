package io.goodflops.spi;

/** How products may be formed from the stored operands. */
public enum MathMode {
  /** Every bit of the stored operands takes part. */
  STRICT,
  /** FP32 operands may be cut to TF32 (10 explicit bits) before they are multiplied. */
  TF32,
  /** FP32 operands may be split into several FP16 or BF16 products. */
  HF32
}
