package io.goodflops.workload.program;

import io.goodflops.spi.Embedding;
import io.goodflops.spi.Op;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Softmax;
import java.util.List;

/** Layers that see their input as (batch, sequence, width). */
public final class SequenceLayers {
  private final ProgramBuilder program;
  private final DenseLayers dense;

  public SequenceLayers(ProgramBuilder program) {
    this.program = program;
    this.dense = new DenseLayers(program);
  }

  /** Rows of a table (vocabulary, width) for ids (batch·sequence). */
  public Value embedding(Value table, Value ids, long batch) {
    long tokens = ids.spec().elements();
    List<Long> shape = List.of(batch, tokens / batch, table.size(1));
    Value y = program.step(op(Pass.FORWARD, table, tokens), List.of(table, ids), shape).get(0);
    program.onTheWayBack(
        () -> {
          List<Value> in = List.of(program.gradient(y), ids);
          Op op = op(Pass.BACKWARD, table, tokens);
          program.pass(table, program.step(op, in, table.spec().shape()).get(0));
        });
    return y;
  }

  private Op op(Pass pass, Value table, long tokens) {
    return new Embedding(pass, table.size(0), table.size(1), tokens, program.storage());
  }

  /** X plus a row for each position, the same for each sequence. */
  public Value addPositions(Value x, Value positions) {
    program.require(
        positions.spec().elements() == x.size(1) * x.size(2), "positions", x, positions);
    return dense.bias(x.size(0), x, positions);
  }

  /**
   * Causal attention of several heads: softmax(Q·Kᵀ ÷ √(head width), masked)·V, from queries, keys
   * and values (batch, sequence, width).
   */
  public Value attention(Value queries, Value keys, Value values, long heads) {
    program.require(queries.size(2) % heads == 0, "attention", queries, keys);
    long batch = queries.size(0);
    long sequence = queries.size(1);
    long width = queries.size(2) / heads;
    Value q = headsFirst(queries, heads);
    Value k = headsFirst(keys, heads);
    Value v = headsFirst(values, heads);
    Value scores = dense.product(batch * heads, sequence, sequence, width, true, q, k);
    Value shares = softmax(scores, 1 / Math.sqrt((double) width));
    Value seen = dense.product(batch * heads, sequence, width, sequence, false, shares, v);
    return permute(seen, List.of(0, 2, 1, 3), queries.spec().shape());
  }

  private Value headsFirst(Value x, long heads) {
    long width = x.size(2) / heads;
    return permute(
        x,
        List.of(x.size(0), x.size(1), heads, width),
        List.of(0, 2, 1, 3),
        List.of(x.size(0), heads, x.size(1), width));
  }

  private Value permute(Value x, List<Integer> order, List<Long> as) {
    return permute(x, x.spec().shape(), order, as);
  }

  /** Swaps the two middle dimensions of X, seen as {@code shape}: its own inverse. */
  private Value permute(Value x, List<Long> shape, List<Integer> order, List<Long> as) {
    Permute forward = new Permute(shape, order, program.storage());
    Value y = program.step(forward, List.of(x), as).get(0);
    program.onTheWayBack(
        () -> {
          Op back = new Permute(forward.outputs().get(0).spec().shape(), order, program.storage());
          List<Value> in = List.of(program.gradient(y));
          program.pass(x, program.step(back, in, x.spec().shape()).get(0));
        });
    return y;
  }

  private Value softmax(Value x, double scale) {
    long width = x.size(-1);
    Op forward = new Softmax(Pass.FORWARD, x.rows(), width, scale, true, program.storage());
    Value y = program.step(forward, List.of(x), x.spec().shape()).get(0);
    program.onTheWayBack(
        () -> {
          Op op = new Softmax(Pass.BACKWARD, x.rows(), width, scale, true, program.storage());
          List<Value> in = List.of(y, program.gradient(y));
          program.pass(x, program.step(op, in, x.spec().shape()).get(0));
        });
    return y;
  }
}
