package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import java.util.List;

/**
 * What a kernel is bound to: an op's operands, or those of ops that were joined.
 *
 * @param kind what it does, for people
 */
record Signature(String kind, List<Operand> inputs, List<Operand> outputs) {
  Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static Signature of(Op op) {
    return new Signature(op.kind(), op.inputs(), op.outputs());
  }
}
