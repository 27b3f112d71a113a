package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.UnsupportedOpException;

/** Softmax and what follows it, a block for each row. */
final class RowKernels {
  private RowKernels() {}

  static void softmax(Softmax op, Plan plan) throws UnsupportedOpException {
    String kernel = op.pass() == Pass.FORWARD ? "softmax" : "softmax_backward";
    rows(
        plan,
        kernel,
        op.dtype(),
        op.rows(),
        op.width(),
        op.rows(),
        op.width(),
        op.causal() ? 1 : 0,
        Plan.bits(op.scale()));
  }

  static void crossEntropy(CrossEntropy op, Plan plan) throws UnsupportedOpException {
    rows(plan, "cross_entropy", op.dtype(), op.rows(), op.classes(), op.rows(), op.classes());
  }

  private static void rows(
      Plan plan, String kernel, DType dtype, long rows, long width, long... numbers)
      throws UnsupportedOpException {
    int block = Plan.block(width / Plan.pack(dtype, width));
    long most = 2L * plan.blocks() * (Plan.BLOCK / block);
    plan.add(
        KernelFile.ROWS.kernel(kernel, dtype),
        Math.min(rows, most),
        block,
        plan.operands(),
        numbers);
  }
}
