package io.goodflops.engine.run;

import io.goodflops.engine.measure.ForkRun;
import io.goodflops.engine.plan.Case;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.Workload;
import java.math.BigDecimal;
import java.math.MathContext;

/** What a progress line says of one fork, in the units of the final summary. */
final class ForkWords {
  private ForkWords() {}

  static String of(Case planned, ForkRun.Judged judged) {
    ForkRecord fork = judged.fork();
    if (fork.outcome() != Outcome.MEASURED) {
      return fork.outcome() + ": " + fork.reason();
    }
    double nanos = CaseBook.meanNanos(fork);
    Workload workload = planned.shape().workload();
    if (workload instanceof ProgramWorkload) {
      return digits(workload.flops() / nanos / 1e3)
          + " TFLOP/s, "
          + digits(nanos / 1e6)
          + " ms a step";
    }
    return planned
        .op()
        .filter(op -> op instanceof MatMul || op instanceof Conv2d)
        .map(op -> digits(workload.flops() / nanos / 1e3) + unit(op))
        .orElseGet(() -> digits(workload.bytes() / nanos) + " GB/s");
  }

  private static String unit(Op op) {
    return op.dtype().isInteger() ? " TOP/s" : " TFLOP/s";
  }

  private static String digits(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(3)).toPlainString()
        : "?";
  }
}
