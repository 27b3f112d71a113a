package io.goodflops.workload.program;

import io.goodflops.spi.Cast;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Program;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.training.Expected;
import io.goodflops.workload.training.TrainingOracle;
import io.goodflops.workload.verify.Oracle;
import java.util.List;
import java.util.Map;

/** Runs a program in FP64: no tensor is rounded to its type, and casts change nothing. */
public final class ProgramOracle {
  private ProgramOracle() {}

  /**
   * One step.
   *
   * @param tensors by name: all that is there before the first step; all that is written is put in
   */
  public static void step(Program program, Map<String, double[]> tensors) {
    for (Program.Step step : program.steps()) {
      double[][] in = step.inputs().stream().map(tensors::get).toArray(double[][]::new);
      for (int i = 0; i < in.length; i++) {
        if (in[i] == null) {
          throw new IllegalArgumentException(
              step.inputs().get(i) + " of " + program.name() + " has no values");
        }
      }
      List<double[]> out = run(step.op(), in);
      for (int i = 0; i < out.size(); i++) {
        tensors.put(step.outputs().get(i), out.get(i));
      }
    }
  }

  private static List<double[]> run(Op op, double[][] in) {
    if (op instanceof MatMul product) {
      return List.of(Oracle.product(product, in[0], in[1]));
    }
    if (op instanceof Cast) {
      return List.of(in[0].clone());
    }
    if (op instanceof TrainingOp training) {
      return TrainingOracle.of(training, in).stream().map(Expected::values).toList();
    }
    throw new IllegalArgumentException("op " + op.kind() + " has no place in a training step");
  }
}
