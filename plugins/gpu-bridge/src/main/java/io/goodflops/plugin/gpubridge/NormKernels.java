package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.DType;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Pass;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;

/** Layer and batch normalisation. */
final class NormKernels {
  private static final KernelFile FILE = KernelFile.NORMS;
  private static final long FEWEST_ROWS = 16;
  private static final long SHORTEST_CHUNK = 1024;

  /** Each block joins the sums of all chunks of its channel. */
  private static final long MOST_CHUNKS = 64;

  private NormKernels() {}

  /** A block for each row; parameters are summed down the rows, in chunks of them. */
  static void layerNorm(LayerNorm op, Plan plan) throws UnsupportedOpException {
    DType dtype = op.dtype();
    if (op.pass() == Pass.FORWARD) {
      layerNorm(op, FILE.kernel("layer_norm", dtype), plan);
      return;
    }
    DType sums = op.compute().accumulate();
    long epsilon = Plan.bits(LayerNorm.EPSILON);
    long pack = Plan.pack(dtype, op.width());
    int block = block(op);
    long grid = grid(op, plan);
    List<Plan.Part> data = plan.operands(0, 1, 2, 3, 4, 5);
    KernelFile.Name ofData = FILE.kernel("layer_norm_data", dtype);
    plan.add(ofData, grid, block, data, op.rows(), op.width(), epsilon);

    long wanted = Plan.ceil((long) plan.blocks() * Plan.BLOCK, op.width() / pack);
    long rows = Math.max(FEWEST_ROWS, Plan.ceil(op.rows(), wanted));
    long chunks = Plan.ceil(op.rows(), rows);
    Plan.Part gamma = chunks == 1 ? plan.operand(6) : plan.workspace(sums, chunks * op.width());
    Plan.Part beta = chunks == 1 ? plan.operand(7) : plan.workspace(sums, chunks * op.width());
    plan.threads(
        FILE.kernel("layer_norm_parameters", dtype),
        chunks * op.width() / pack,
        List.of(plan.operand(0), plan.operand(1), plan.operand(3), plan.operand(4), gamma, beta),
        op.rows(),
        op.width(),
        epsilon,
        chunks,
        rows);
    if (chunks > 1) {
      SumKernels.Box box = new SumKernels.Box(1, chunks, op.width());
      SumKernels.sum(plan, gamma, sums, plan.operand(6), sums, box);
      SumKernels.sum(plan, beta, sums, plan.operand(7), sums, box);
    }
  }

  /** By this kernel, which may do more than that op. */
  static void layerNorm(LayerNorm op, KernelFile.Name kernel, Plan plan)
      throws UnsupportedOpException {
    long epsilon = Plan.bits(LayerNorm.EPSILON);
    plan.all(kernel, grid(op, plan), block(op), op.rows(), op.width(), epsilon);
  }

  private static int block(LayerNorm op) {
    return Plan.block(op.width() / Plan.pack(op.dtype(), op.width()));
  }

  private static long grid(LayerNorm op, Plan plan) {
    return Math.min(op.rows(), 2L * plan.blocks() * (Plan.BLOCK / block(op)));
  }

  /** A block for each chunk of a channel, twice: sums of chunks, then what is made of all. */
  static void batchNorm(BatchNorm op, Plan plan) throws UnsupportedOpException {
    DType dtype = op.dtype();
    long members = op.batch() * op.spatial();
    long wanted = Math.min(MOST_CHUNKS, Plan.ceil(2L * plan.blocks(), op.channels()));
    long length = Math.max(SHORTEST_CHUNK, Plan.ceil(members, wanted));
    length = Plan.ceil(length, SumKernels.CHUNK_STEP) * SumKernels.CHUNK_STEP;
    long chunks = Plan.ceil(members, length);
    int block = Plan.block(Math.min(members, length) / Plan.pack(dtype, op.spatial()));
    long grid = Math.min(op.channels() * chunks, 4L * plan.blocks());
    long[] numbers = {
      op.batch(), op.channels(), op.spatial(), chunks, length, Plan.bits(BatchNorm.EPSILON)
    };
    Plan.Part found = plan.workspace(op.compute().accumulate(), 2 * op.channels() * chunks);
    boolean forward = op.pass() == Pass.FORWARD;
    plan.add(
        FILE.kernel(forward ? "batch_norm_moments" : "batch_norm_gradients", dtype),
        grid,
        block,
        with(forward ? plan.operands(0) : plan.operands(0, 1, 3, 4), found),
        numbers);
    plan.add(
        FILE.kernel(forward ? "batch_norm" : "batch_norm_backward", dtype),
        grid,
        block,
        with(plan.operands(), found),
        numbers);
  }

  private static List<Plan.Part> with(List<Plan.Part> parts, Plan.Part further) {
    List<Plan.Part> all = new ArrayList<>(parts);
    all.add(further);
    return all;
  }
}
