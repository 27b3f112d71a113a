package io.goodflops.workload;

import io.goodflops.spi.DType;
import java.util.Map;

/** One thing to measure, the same on every device. */
public sealed interface Workload permits OpWorkload, TransferWorkload, ProgramWorkload {

  /** One word that says what is measured, for example {@code gemm-2048x2048x2048-nn-fp32}. */
  String name();

  /** Where the shape comes from. */
  String source();

  /** Storage type of the main input. */
  DType dtype();

  /** Algorithmic operations of one launch. */
  long flops();

  /** Algorithmic bytes of one launch. */
  long bytes();

  /** Device memory that all operands take together. */
  long memoryBytes();

  /** The shape in words and numbers, for the run record; the order of the entries is fixed. */
  Map<String, String> describe();
}
