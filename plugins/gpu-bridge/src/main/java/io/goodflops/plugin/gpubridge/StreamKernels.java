package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Read;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.util.List;

/** The probes of bandwidth and arithmetic. */
final class StreamKernels {
  private static final KernelFile FILE = KernelFile.STREAMS;

  private StreamKernels() {}

  /** A sum for each block, then the sum of those. */
  static void read(Read op, Plan plan) throws UnsupportedOpException {
    DType sums = op.compute().accumulate();
    KernelFile.Name kernel = FILE.kernel("read", op.dtype());
    long packs = op.elements() / Plan.pack(op.dtype()) + 1;
    long blocks = Math.min(Plan.ceil(packs, Plan.BLOCK), plan.blocks());
    if (blocks == 1) {
      plan.all(kernel, 1, Plan.BLOCK, op.elements());
      return;
    }
    Plan.Part partial = plan.workspace(sums, blocks);
    plan.add(kernel, blocks, Plan.BLOCK, List.of(plan.operand(0), partial), op.elements());
    plan.add(FILE.kernel("read", sums), 1, Plan.BLOCK, List.of(partial, plan.operand(1)), blocks);
  }

  /** One more thread for the elements that are too few for a pack. */
  static void triad(Triad op, Plan plan) throws UnsupportedOpException {
    long threads = op.elements() / Plan.pack(op.dtype()) + 1;
    plan.all(
        FILE.kernel("triad", op.dtype()),
        Plan.ceil(threads, Plan.BLOCK),
        Plan.BLOCK,
        op.elements());
  }

  /** Packed by two where a register holds two. */
  static void chain(FmaChain op, Plan plan) throws UnsupportedOpException {
    if (op.dtype() == DType.INT8) {
      throw new UnsupportedOpException(
          "GPUs multiply INT8 into sums of 32 bits: a chain that stays in INT8 is none of theirs");
    }
    long registers = op.chains() / (op.dtype().bits() == 16 ? 2 : 1);
    plan.all(
        KernelFile.CHAINS.kernel("chain", op.dtype()),
        Plan.ceil(registers, Plan.BLOCK),
        Plan.BLOCK,
        op.chains(),
        op.steps());
  }
}
