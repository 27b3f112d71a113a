package io.goodflops.workload;

import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import java.util.Map;
import java.util.Objects;

/** A single op. */
public record OpWorkload(String name, Op op, String source) implements Workload {
  public OpWorkload {
    WorkloadNames.requireWord(name);
    Objects.requireNonNull(op, "op");
    Objects.requireNonNull(source, "source");
  }

  /** An op under its usual name. */
  public static OpWorkload of(Op op, String source) {
    return new OpWorkload(WorkloadNames.of(op), op, source);
  }

  @Override
  public DType dtype() {
    return op.dtype();
  }

  @Override
  public long flops() {
    return op.flops();
  }

  @Override
  public long bytes() {
    return op.bytes();
  }

  @Override
  public long memoryBytes() {
    long sum = 0;
    for (Operand operand : op.inputs()) {
      sum = Math.addExact(sum, operand.spec().bytes());
    }
    for (Operand operand : op.outputs()) {
      sum = Math.addExact(sum, operand.spec().bytes());
    }
    return sum;
  }

  @Override
  public Map<String, String> describe() {
    return WorkloadNames.describe(op);
  }
}
