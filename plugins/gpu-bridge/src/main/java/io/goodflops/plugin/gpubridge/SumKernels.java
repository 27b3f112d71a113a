package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.UnsupportedOpException;
import java.util.List;

/** Reductions along one dimension, in two launches where one would leave the device idle. */
final class SumKernels {
  /** A chunk's elements are a multiple of it, so that packs stay whole. */
  static final long CHUNK_STEP = 16;

  /** A row is not cut into shorter pieces: another launch costs more than it gains. */
  private static final long SHORTEST_PIECE_OF_ROW = 4096;

  private static final long SHORTEST_PIECE_OF_COLUMN = 32;

  private SumKernels() {}

  /** What is reduced along {@code length}. */
  record Box(long outer, long length, long inner) {}

  /** What is done along a line. */
  private enum Function {
    /** Into the type of sums. */
    SUM("sum"),
    /** Of sums, into a storage type. */
    FOLD("fold"),
    MAX("max");

    private final String kernel;

    Function(String kernel) {
      this.kernel = kernel;
    }
  }

  static void reduce(Reduce op, Plan plan) throws UnsupportedOpException {
    Box box = new Box(op.outer(), op.length(), op.inner());
    boolean max = op.function() == Reduce.Function.MAX;
    reduce(
        plan,
        max ? Function.MAX : Function.SUM,
        plan.operand(0),
        op.dtype(),
        plan.operand(1),
        max ? op.dtype() : op.compute().accumulate(),
        box,
        op.function() == Reduce.Function.MEAN ? op.length() : 1);
  }

  /** Sums of {@code x} in {@code y}, which has the type of sums. */
  static void sum(Plan plan, Plan.Part x, DType dtype, Plan.Part y, DType sums, Box box)
      throws UnsupportedOpException {
    reduce(plan, Function.SUM, x, dtype, y, sums, box, 1);
  }

  /** Sums of sums, written in a storage type: those of {@code chunks} parts of each element. */
  static void fold(Plan plan, Plan.Part x, Plan.Part y, DType dtype, long chunks, long elements)
      throws UnsupportedOpException {
    launch(plan, Function.FOLD, dtype, List.of(x, y), new Box(1, chunks, elements), 1, chunks, 1);
  }

  private static void reduce(
      Plan plan,
      Function function,
      Plan.Part x,
      DType dtype,
      Plan.Part y,
      DType result,
      Box box,
      long divisor)
      throws UnsupportedOpException {
    long chunks = chunks(plan, dtype, box);
    if (chunks == 1) {
      launch(plan, function, dtype, List.of(x, y), box, 1, box.length(), divisor);
      return;
    }
    long piece = Plan.ceil(Plan.ceil(box.length(), chunks), CHUNK_STEP) * CHUNK_STEP;
    chunks = Plan.ceil(box.length(), piece);
    Plan.Part partial = plan.workspace(result, box.outer() * chunks * box.inner());
    launch(plan, function, dtype, List.of(x, partial), box, chunks, piece, 1);
    Box rest = new Box(box.outer(), chunks, box.inner());
    launch(plan, function, result, List.of(partial, y), rest, 1, chunks, divisor);
  }

  /** As many as give the device enough to do. */
  private static long chunks(Plan plan, DType dtype, Box box) {
    boolean rows = box.inner() == 1;
    long wanted =
        rows
            ? Plan.ceil(plan.blocks(), box.outer())
            : Plan.ceil(
                (long) plan.blocks() * Plan.BLOCK,
                box.outer() * box.inner() / Plan.pack(dtype, box.inner()));
    long shortest = rows ? SHORTEST_PIECE_OF_ROW : SHORTEST_PIECE_OF_COLUMN;
    return Math.max(1, Math.min(wanted, box.length() / shortest));
  }

  private static void launch(
      Plan plan,
      Function function,
      DType dtype,
      List<Plan.Part> parts,
      Box box,
      long chunks,
      long piece,
      long divisor)
      throws UnsupportedOpException {
    long[] numbers = {
      box.outer(), box.length(), box.inner(), chunks, piece, Plan.bits((double) divisor)
    };
    if (box.inner() == 1) {
      KernelFile.Name kernel = KernelFile.SUMS.kernel(function.kernel + "_rows", dtype);
      int block = Plan.block(Math.min(piece, box.length()) / Plan.pack(dtype, box.length()));
      long grid = Math.min(box.outer() * chunks, (long) plan.blocks() * (Plan.BLOCK / block) * 2);
      plan.add(kernel, grid, block, parts, numbers);
      return;
    }
    KernelFile.Name kernel = KernelFile.SUMS.kernel(function.kernel + "_columns", dtype);
    long jobs = box.outer() * chunks * box.inner() / Plan.pack(dtype, box.inner());
    plan.threads(kernel, jobs, parts, numbers);
  }
}
