package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.AdamW;
import io.goodflops.spi.DType;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.UnsupportedOpException;
import java.util.List;

/** Steps of optimizers, in place or not. */
final class OptimizerKernels {
  private static final KernelFile FILE = KernelFile.OPTIMIZERS;

  private OptimizerKernels() {}

  static void sgd(Sgd op, Plan plan) throws UnsupportedOpException {
    plan.threads(
        kernel("sgd", op.dtype(), op.gradient()),
        packs(op.elements(), op.dtype()),
        plan.operands(),
        op.elements(),
        Plan.bits(op.learningRate()),
        Plan.bits(op.momentum()),
        Plan.bits(op.weightDecay()));
  }

  /** First what all elements share, so that t may be written over. */
  static void adamW(AdamW op, Plan plan) throws UnsupportedOpException {
    DType sums = op.compute().accumulate();
    Plan.Part corrections = plan.workspace(sums, 2);
    plan.add(
        FILE.kernel("adamw_start", op.gradient()),
        1,
        Plan.block(1),
        List.of(plan.operand(3), plan.operand(8), corrections),
        Plan.bits(op.beta1()),
        Plan.bits(op.beta2()));
    plan.threads(
        kernel("adamw", op.dtype(), op.gradient()),
        packs(op.elements(), op.dtype()),
        List.of(
            plan.operand(0),
            plan.operand(1),
            plan.operand(2),
            plan.operand(4),
            plan.operand(5),
            plan.operand(6),
            plan.operand(7),
            corrections),
        op.elements(),
        Plan.bits(op.learningRate()),
        Plan.bits(op.beta1()),
        Plan.bits(1 - op.beta1()),
        Plan.bits(op.beta2()),
        Plan.bits(1 - op.beta2()),
        Plan.bits(1 - op.learningRate() * op.weightDecay()),
        Plan.bits(op.epsilon()));
  }

  private static long packs(long elements, DType dtype) {
    return Plan.ceil(elements, Plan.pack(dtype));
  }

  private static KernelFile.Name kernel(String kernel, DType dtype, DType gradient)
      throws UnsupportedOpException {
    boolean same = dtype == gradient;
    boolean narrower = dtype == DType.FP32 && gradient.bits() == 16;
    if (!same && !narrower) {
      throw new UnsupportedOpException(
          "there is no step of " + dtype + " weights with gradients in " + gradient);
    }
    return FILE.kernel(same ? kernel : kernel + "_of_sums", gradient);
  }
}
