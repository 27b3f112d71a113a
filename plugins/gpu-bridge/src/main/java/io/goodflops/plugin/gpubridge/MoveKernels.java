package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;

/** Rows of a table by index, and dimensions in another order. */
final class MoveKernels {
  private static final int MOST_DIMENSIONS = 6;
  private static final int PACK_BYTES = 16;
  private static final long TILE = 32;

  private MoveKernels() {}

  static void embedding(Embedding op, Plan plan) throws UnsupportedOpException {
    KernelFile file = KernelFile.EMBEDDING;
    DType dtype = op.dtype();
    long packs = op.width() / Plan.pack(dtype, op.width());
    if (op.pass() == Pass.FORWARD) {
      plan.threads(
          file.kernel("gather", dtype),
          op.tokens() * packs,
          plan.operands(),
          op.vocabulary(),
          op.width(),
          op.tokens());
      return;
    }
    long elements = op.vocabulary() * op.width();
    plan.threads(file.kernel("clear", dtype), elements, plan.operands(2), elements);
    int block = Plan.block(packs);
    long parts = Plan.ceil(packs, block);
    plan.all(
        file.kernel("scatter", dtype),
        Math.min(op.tokens() * parts, Integer.MAX_VALUE),
        block,
        op.vocabulary(),
        op.width(),
        op.tokens(),
        parts);
  }

  static void permute(Permute op, Plan plan) throws UnsupportedOpException {
    reorder(plan, plan.operands(), op.dtype(), joined(op.shape(), op.order()));
  }

  /** (second, first, rest) from (first, second, rest). */
  static void swapFirst(
      Plan plan, Plan.Part x, Plan.Part y, DType dtype, long first, long second, long rest)
      throws UnsupportedOpException {
    reorder(plan, List.of(x, y), dtype, joined(List.of(first, second, rest), List.of(1, 0, 2)));
  }

  private static void reorder(Plan plan, List<Plan.Part> parts, DType dtype, List<Dimension> y)
      throws UnsupportedOpException {
    int last = y.size() - 1;
    long bytes = dtype.bytes(1);
    if (isTranspose(y)) {
      long batch = y.size() == 3 ? y.get(0).size() : 1;
      long rows = y.get(last).size();
      long columns = y.get(last - 1).size();
      long tiles = batch * Plan.ceil(rows, TILE) * Plan.ceil(columns, TILE);
      long grid = Math.min(tiles, Integer.MAX_VALUE);
      plan.add(
          KernelFile.PERMUTE.kernel("transpose", dtype),
          grid,
          Plan.BLOCK,
          parts,
          batch,
          rows,
          columns);
      return;
    }
    if (y.size() > MOST_DIMENSIONS) {
      throw new UnsupportedOpException(
          "a permutation that cannot be written with "
              + MOST_DIMENSIONS
              + " dimensions, but takes "
              + y.size());
    }
    // lines that stay together are moved 16 bytes at a time
    long line = y.get(last).size() * bytes;
    boolean packs = y.get(last).step() == 1 && line % PACK_BYTES == 0;
    for (Dimension dimension : y.subList(0, last)) {
      packs &= dimension.step() * bytes % PACK_BYTES == 0;
    }
    long unit = packs ? PACK_BYTES / bytes : 1;
    long[] numbers = new long[2 + 2 * MOST_DIMENSIONS];
    long elements = 1;
    for (int d = 0; d <= last; d++) {
      long size = d == last ? y.get(d).size() / unit : y.get(d).size();
      numbers[2 + d] = size;
      numbers[2 + MOST_DIMENSIONS + d] = d == last ? y.get(d).step() : y.get(d).step() / unit;
      elements *= size;
    }
    numbers[0] = elements;
    numbers[1] = y.size();
    plan.threads(
        KernelFile.PERMUTE.kernel(packs ? "permute_packs" : "permute", dtype),
        elements,
        parts,
        numbers);
  }

  /** A dimension of Y, and how far apart in X its neighbours lie, in elements. */
  private record Dimension(long size, long step) {}

  /** Y's dimensions; those that lie one in the other in X as well are one, single ones are none. */
  private static List<Dimension> joined(List<Long> shape, List<Integer> order) {
    long[] steps = new long[shape.size()];
    long step = 1;
    for (int i = steps.length - 1; i >= 0; i--) {
      steps[i] = step;
      step *= shape.get(i);
    }
    List<Dimension> joined = new ArrayList<>();
    for (int from : order) {
      Dimension next = new Dimension(shape.get(from), steps[from]);
      int last = joined.size() - 1;
      if (next.size() == 1) {
        continue;
      }
      if (last >= 0 && joined.get(last).step() == next.size() * next.step()) {
        joined.set(last, new Dimension(joined.get(last).size() * next.size(), next.step()));
      } else {
        joined.add(next);
      }
    }
    if (joined.isEmpty()) {
      joined.add(new Dimension(1, 1));
    }
    return joined;
  }

  /** Whether the last two dimensions change places, and nothing else. */
  private static boolean isTranspose(List<Dimension> y) {
    int last = y.size() - 1;
    if (last < 1 || last > 2) {
      return false;
    }
    Dimension rows = y.get(last);
    Dimension columns = y.get(last - 1);
    return columns.step() == 1
        && rows.step() == columns.size()
        && (last == 1 || y.get(0).step() == rows.size() * columns.size());
  }
}
