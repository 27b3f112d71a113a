package io.goodflops.workload.program;

import io.goodflops.spi.DType;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import io.goodflops.workload.data.Encoding;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Traces of steps as a device leaves them. */
final class Traces {
  private Traces() {}

  /** What an honest device stores: each op from stored inputs, rounded once. */
  static byte[] of(Program program, long seed) {
    return of(program, Set.of(), seed);
  }

  /** The same where some tensors are neither rounded nor stored: NaN is in their places. */
  static byte[] of(Program program, Set<String> unwritten, long seed) {
    TraceLayout layout = TraceLayout.of(program);
    byte[] trace = new byte[(int) layout.totalBytes()];
    Map<String, TensorSpec> specs = new HashMap<>();
    program.tensors().forEach(t -> specs.put(t.name(), t.spec()));
    Map<String, double[]> tensors = start(program, seed);
    layout.initial().forEach((name, at) -> put(trace, at, specs.get(name), tensors.get(name)));
    for (int s = 0; s < program.steps().size(); s++) {
      Program.Step step = program.steps().get(s);
      ProgramOracle.step(new Program("one", readable(program), List.of(step)), tensors);
      for (int o = 0; o < step.outputs().size(); o++) {
        Operand operand = step.op().outputs().get(o);
        if (unwritten.contains(step.outputs().get(o))) {
          int at = (int) layout.outputPosition(s, o);
          Arrays.fill(trace, at, at + (int) operand.spec().bytes(), (byte) -1);
          continue;
        }
        double[] values = tensors.get(step.outputs().get(o)).clone();
        for (int i = 0; i < values.length; i++) {
          values[i] = Encoding.round(operand.spec().dtype(), values[i]);
        }
        tensors.put(step.outputs().get(o), values);
        put(trace, layout.outputPosition(s, o), operand.spec(), values);
      }
    }
    return trace;
  }

  /** So that one step alone is a program. */
  private static List<Program.Tensor> readable(Program program) {
    return program.tensors().stream()
        .map(t -> new Program.Tensor(t.name(), t.spec(), Role.VARIABLE))
        .toList();
  }

  private static Map<String, double[]> start(Program program, long seed) {
    Random random = new Random(seed);
    Map<String, double[]> tensors = new LinkedHashMap<>();
    for (Program.Tensor tensor : program.tensors()) {
      if (tensor.role() == Role.OUTPUT) {
        continue;
      }
      double[] values = new double[(int) tensor.spec().elements()];
      for (int i = 0; i < values.length; i++) {
        double value =
            tensor.spec().dtype() == DType.INT32
                ? random.nextInt(2)
                : tensor.name().contains(".") ? 0 : random.nextGaussian() / 2;
        values[i] = Encoding.round(tensor.spec().dtype(), value);
      }
      tensors.put(tensor.name(), values);
    }
    return tensors;
  }

  private static void put(byte[] trace, long at, TensorSpec spec, double[] values) {
    int bytes = spec.dtype().bits() / 8;
    for (int i = 0; i < values.length; i++) {
      put(trace, (int) at + i * bytes, spec.dtype(), values[i]);
    }
  }

  static void put(byte[] trace, int at, DType dtype, double value) {
    long bits = Encoding.bits(dtype, value);
    for (int b = 0; b < dtype.bits() / 8; b++) {
      trace[at + b] = (byte) (bits >>> (8 * b));
    }
  }
}
