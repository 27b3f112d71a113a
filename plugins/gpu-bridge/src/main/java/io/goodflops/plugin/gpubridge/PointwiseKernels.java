package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.spi.Pass;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Locale;

/** Ops whose elements have nothing to do with one another. */
final class PointwiseKernels {
  private PointwiseKernels() {}

  static void activation(Activation op, Plan plan) throws UnsupportedOpException {
    String function = op.function().name().toLowerCase(Locale.ROOT);
    String kernel = op.pass() == Pass.FORWARD ? function : function + "_backward";
    each(plan, kernel, op.dtype(), op.dtype(), op.elements());
  }

  static void binary(Binary op, Plan plan) throws UnsupportedOpException {
    String kernel = op.function().name().toLowerCase(Locale.ROOT);
    each(plan, kernel, op.dtype(), op.dtype(), op.elements());
  }

  static void cast(Cast op, Plan plan) throws UnsupportedOpException {
    DType widest = op.dtype().bits() > op.to().bits() ? op.dtype() : op.to();
    String kernel = "cast_to_" + op.to().name().toLowerCase(Locale.ROOT);
    each(plan, kernel, op.dtype(), widest, op.elements());
  }

  /** The bias gradient is a sum over what stands before and behind the channels. */
  static void bias(Bias op, Plan plan) throws UnsupportedOpException {
    if (op.pass() == Pass.FORWARD) {
      long elements = op.outer() * op.channels() * op.inner();
      each(plan, "bias", op.dtype(), op.dtype(), elements, op.channels(), op.inner());
      return;
    }
    DType sums = op.compute().accumulate();
    Plan.Part dy = plan.operand(0);
    Plan.Part db = plan.operand(1);
    if (op.inner() == 1) {
      SumKernels.sum(
          plan, dy, op.dtype(), db, sums, new SumKernels.Box(1, op.outer(), op.channels()));
      return;
    }
    long rows = op.outer() * op.channels();
    Plan.Part ofRows = plan.workspace(sums, rows);
    SumKernels.sum(plan, dy, op.dtype(), ofRows, sums, new SumKernels.Box(rows, op.inner(), 1));
    SumKernels.sum(plan, ofRows, sums, db, sums, new SumKernels.Box(1, op.outer(), op.channels()));
  }

  /** Two ops at once; the kernel's name has both. */
  static void joined(Plan plan, String kernel, DType dtype, long elements, Op head)
      throws UnsupportedOpException {
    long[] rows = head instanceof Bias b ? new long[] {b.channels(), b.inner()} : new long[0];
    each(plan, KernelFile.JOINED.kernel(kernel, dtype), dtype, elements, rows);
  }

  /** A thread for each pack; few are left over, which share the same threads. */
  private static void each(
      Plan plan, String kernel, DType dtype, DType widest, long elements, long... further)
      throws UnsupportedOpException {
    each(plan, KernelFile.POINTWISE.kernel(kernel, dtype), widest, elements, further);
  }

  private static void each(
      Plan plan, KernelFile.Name kernel, DType widest, long elements, long... further)
      throws UnsupportedOpException {
    long[] numbers = new long[1 + further.length];
    numbers[0] = elements;
    System.arraycopy(further, 0, numbers, 1, further.length);
    plan.threads(kernel, Plan.ceil(elements, Plan.pack(widest)), plan.operands(), numbers);
  }
}
