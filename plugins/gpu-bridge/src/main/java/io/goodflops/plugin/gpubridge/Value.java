package io.goodflops.plugin.gpubridge;

import java.util.Locale;

/** Numbers of a vendor's headers: a dialect file gives each, with where it was read. */
enum Value {
  HOST_TO_DEVICE,
  DEVICE_TO_HOST,
  DEVICE_TO_DEVICE,
  STREAM_NON_BLOCKING,
  DRAIN_AFTER_BLAS,
  MATH_MODE,
  ATTRIBUTE_MULTIPROCESSORS,
  ATTRIBUTE_CAPABILITY_MAJOR,
  ATTRIBUTE_CAPABILITY_MINOR,
  VERSION_MAJOR,
  VERSION_MINOR,
  EVENT_STEP_NANOS,
  OP_NORMAL,
  OP_TRANSPOSED,
  TYPE_FP64,
  TYPE_FP32,
  TYPE_FP16,
  TYPE_BF16,
  TYPE_INT8,
  TYPE_INT32,
  TYPE_FP8_E4M3,
  TYPE_FP8_E5M2,
  GEMM_ALGORITHM,
  INT8_MULTIPLE,
  FP8_CAPABILITY,
  FP8_MULTIPLE,
  BLASLT_TRANSPOSE_A,
  BLASLT_TRANSPOSE_B,
  BLASLT_FAST_SUMS,
  BLASLT_BATCH_COUNT,
  BLASLT_BATCH_STRIDE,
  BLASLT_MOST_WORKSPACE,
  BLASLT_ALGORITHM_BYTES,
  DNN_TYPE_FP64,
  DNN_TYPE_FP32,
  DNN_TYPE_FP16,
  DNN_TYPE_BF16,
  DNN_FORMAT_NCHW,
  DNN_CROSS_CORRELATION,
  DNN_MATH_STRICT,
  DNN_MATH_TF32,
  DNN_MATH_SHORT,
  DNN_ALGORITHMS_FORWARD,
  DNN_ALGORITHMS_DATA,
  DNN_ALGORITHMS_WEIGHTS,
  DNN_ATTRIBUTE_DETERMINISTIC,
  DNN_ATTRIBUTE_FP16,
  DNN_ATTRIBUTE_STRICT,
  DNN_ATTRIBUTE_TF32;

  /** Whether a dialect may leave it out: what it is for is then not asked or not set. */
  boolean optional() {
    return this == MATH_MODE
        || this == DRAIN_AFTER_BLAS
        || name().startsWith("ATTRIBUTE_")
        || name().startsWith("VERSION_")
        || name().startsWith("DNN_")
        || isOfFp8();
  }

  private boolean isOfFp8() {
    return name().contains("FP8") || name().startsWith("BLASLT_");
  }

  /** Those without which the library for FP8 products cannot be called. */
  boolean isNeededForFp8() {
    return isOfFp8() && this != FP8_CAPABILITY && this != TYPE_FP8_E5M2 && this != BLASLT_FAST_SUMS;
  }

  /**
   * Whether a dialect may give several: releases of one BLAS count its types differently, and the
   * n-th number belongs to the n-th compute type of each form; capabilities are where FP8 begins
   * and ends in turn.
   */
  boolean several() {
    return name().startsWith("TYPE_")
        || name().startsWith("DNN_MATH_")
        || this == FP8_CAPABILITY
        || isOfAlgorithms()
        || isAttribute();
  }

  /** Whether it is the number of an attribute and what it is set to. */
  boolean isAttribute() {
    return name().startsWith("DNN_ATTRIBUTE_");
  }

  private boolean isOfAlgorithms() {
    return name().startsWith("DNN_ALGORITHMS_");
  }

  /** Those that the native side passes on by itself. */
  boolean isOfBridge() {
    return compareTo(MATH_MODE) <= 0;
  }

  /** Its name in a dialect file. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
