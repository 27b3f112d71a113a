package io.goodflops.spi;

import java.util.Objects;

/**
 * How an op calculates, apart from how its tensors are stored.
 *
 * @param accumulate type in which sums are kept
 * @param mathMode what may happen to the operands before they are multiplied
 */
public record Compute(DType accumulate, MathMode mathMode) {
  public Compute {
    Objects.requireNonNull(accumulate, "accumulate");
    Objects.requireNonNull(mathMode, "mathMode");
  }

  public static Compute strict(DType accumulate) {
    return new Compute(accumulate, MathMode.STRICT);
  }

  /** The usual accumulator of a storage type: FP32 for 16-bit and 8-bit floats, INT32 for INT8. */
  public static Compute standard(DType storage) {
    return switch (storage) {
      case FP64 -> strict(DType.FP64);
      case FP32, BF16, FP16, FP8_E4M3, FP8_E5M2 -> strict(DType.FP32);
      case INT8, INT32 -> strict(DType.INT32);
    };
  }
}
