package io.goodflops.spi;

import java.util.List;
import java.util.stream.Stream;

/**
 * One operation with exact types and shapes.
 *
 * <p>FLOPs and bytes are counted here and never by a vendor. A device says whether it supports an
 * op by compiling that exact op. Ops may be added within a major version: a device answers {@link
 * UnsupportedOpException} to a kind it does not know.
 */
public sealed interface Op permits MatMul, Copy, Read, Triad, FmaChain, MatrixChain, TrainingOp {

  /** Short lower-case word: {@code matmul}, {@code copy}, ... */
  String kind();

  /** What is read, in the order in which {@link Kernel#bind} takes buffers. */
  List<Operand> inputs();

  /** What is written, in the order in which {@link Kernel#bind} takes buffers. */
  List<Operand> outputs();

  /** How it calculates. */
  Compute compute();

  /** Storage type of the op's main input. */
  DType dtype();

  /** Algorithmic operations of one launch: a multiply-add counts as 2; 0 for pure data movement. */
  long flops();

  /** Whether an operand is of an 8-bit floating-point type. */
  default boolean hasFp8() {
    return Stream.concat(inputs().stream(), outputs().stream())
        .anyMatch(operand -> operand.spec().dtype().isFp8());
  }

  /** Algorithmic bytes of one launch: every input read once, every output written once. */
  default long bytes() {
    long sum = 0;
    for (Operand operand : inputs()) {
      sum = Math.addExact(sum, operand.spec().bytes());
    }
    for (Operand operand : outputs()) {
      sum = Math.addExact(sum, operand.spec().bytes());
    }
    return sum;
  }
}
