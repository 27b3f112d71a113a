package io.goodflops.workload.data;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;

/**
 * Significand bits that a device's sums of products are held to.
 *
 * <p>Those of the accumulator; for FP8 at most {@value #OF_FP8}. What a vendor's library calls FP32
 * sums are less there: matrix units of NVIDIA's Hopper align the products of an instruction and
 * what they are added to, and keep "around 14 bits" (DeepSeek-V3 Technical Report, arXiv
 * 2412.19437, section 3.3.2). Who sums in FP16 (11 bits) or BF16 (8) is still found.
 */
public final class SumBits {
  private static final int OF_FP8 = 14;

  private SumBits() {}

  /** Of the sums themselves. */
  public static int ofSums(MatMul op) {
    int accumulator = op.compute().accumulate().significandBits();
    return op.storage().isFp8() ? Math.min(OF_FP8, accumulator) : accumulator;
  }

  /** Of sums as they are written. */
  public static int ofOutput(MatMul op) {
    return Math.min(ofSums(op), op.output().significandBits());
  }

  /** Half the distance between 1 and the next number that a sum can be. */
  public static double unitRoundoff(MatMul op) {
    DType accumulate = op.compute().accumulate();
    return accumulate.isInteger() ? 0 : Math.scalb(1.0, -ofSums(op));
  }
}
