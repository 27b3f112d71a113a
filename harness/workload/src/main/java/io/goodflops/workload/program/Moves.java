package io.goodflops.workload.program;

import io.goodflops.spi.Permute;
import io.goodflops.spi.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tensors that a device leaves unwritten although all their elements were written, in another
 * order: what a permutation reads and what it writes tell each other, bit for bit. So does a device
 * whose products read and write by strides.
 *
 * @param all in an order in which each follows from what was written or came before it
 */
record Moves(Program program, List<Move> all) {
  Moves {
    all = List.copyOf(all);
  }

  /**
   * One that is worked out.
   *
   * @param step a {@link Permute}
   * @param back whether what it read follows from what it wrote
   */
  record Move(int step, boolean back) {}

  /** All that follow from what was written by moving alone. */
  static Moves of(Program program, Set<String> unwritten) {
    Set<String> missing = new TreeSet<>(unwritten);
    List<Move> moves = new ArrayList<>();
    boolean more = true;
    while (more) {
      more = false;
      for (int i = 0; i < program.steps().size(); i++) {
        Program.Step step = program.steps().get(i);
        if (step.op() instanceof Permute permute && mappable(permute)) {
          boolean reads = missing.contains(step.inputs().get(0));
          boolean writes = missing.contains(step.outputs().get(0));
          if (reads != writes) {
            missing.remove(reads ? step.inputs().get(0) : step.outputs().get(0));
            moves.add(new Move(i, reads));
            more = true;
          }
        }
      }
    }
    return new Moves(program, moves);
  }

  private static boolean mappable(Permute op) {
    long bytes = op.inputs().get(0).spec().bytes();
    return op.dtype().bits() % 8 == 0 && bytes <= Integer.MAX_VALUE;
  }

  /** The tensors. */
  Set<String> names() {
    return all.stream().map(this::name).collect(Collectors.toSet());
  }

  private String name(Move move) {
    Program.Step step = program.steps().get(move.step());
    return move.back() ? step.inputs().get(0) : step.outputs().get(0);
  }

  /** Bytes that are neither written nor read: a permutation would have done both. */
  long bytesSpared() {
    long sum = 0;
    for (Move move : all) {
      sum = Math.addExact(sum, program.steps().get(move.step()).op().bytes());
    }
    return sum;
  }

  /**
   * Writes them where a trace has room for them.
   *
   * @param trace open for reading and writing
   */
  void fill(TraceLayout layout, FileChannel trace) throws IOException {
    for (Move move : all) {
      Permute op = (Permute) program.steps().get(move.step()).op();
      long bytes = op.inputs().get(0).spec().bytes();
      FileChannel.MapMode mode = FileChannel.MapMode.READ_WRITE;
      ByteBuffer x = trace.map(mode, layout.inputPosition(move.step(), 0), bytes);
      ByteBuffer y = trace.map(mode, layout.outputPosition(move.step(), 0), bytes);
      new Walk(op, x, y, move.back()).run();
    }
  }

  /** Goes through the elements in the order of Y, as many at a time as lie beside each other. */
  private static final class Walk {
    private final ByteBuffer x;
    private final ByteBuffer y;
    private final boolean back;
    private final int[] dims;
    private final int[] strides;
    private final int outer;
    private final int runBytes;
    private int at;

    Walk(Permute op, ByteBuffer x, ByteBuffer y, boolean back) {
      this.x = x;
      this.y = y;
      this.back = back;
      int rank = op.shape().size();
      int bytes = op.dtype().bits() / 8;
      int[] plain = new int[rank];
      int stride = bytes;
      for (int i = rank - 1; i >= 0; i--) {
        plain[i] = stride;
        stride *= Math.toIntExact(op.shape().get(i));
      }
      dims = op.order().stream().mapToInt(i -> Math.toIntExact(op.shape().get(i))).toArray();
      strides = op.order().stream().mapToInt(i -> plain[i]).toArray();
      boolean together = rank > 0 && op.order().get(rank - 1) == rank - 1;
      outer = together ? rank - 1 : rank;
      runBytes = together ? dims[rank - 1] * bytes : bytes;
    }

    void run() {
      from(0, 0);
    }

    private void from(int dim, int place) {
      if (dim == outer) {
        if (back) {
          x.put(place, y, at, runBytes);
        } else {
          y.put(at, x, place, runBytes);
        }
        at += runBytes;
        return;
      }
      for (int i = 0; i < dims[dim]; i++) {
        from(dim + 1, place + i * strides[dim]);
      }
    }
  }
}
