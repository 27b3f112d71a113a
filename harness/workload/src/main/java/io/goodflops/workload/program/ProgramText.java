package io.goodflops.workload.program;

import io.goodflops.spi.Op;
import io.goodflops.spi.Program;
import io.goodflops.spi.TensorSpec;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A program for people. */
public final class ProgramText {
  private ProgramText() {}

  /** One line for each step: what it writes, its op, what it reads, its FLOPs. */
  public static String of(Program program) {
    Map<String, TensorSpec> specs = new HashMap<>();
    program.tensors().forEach(tensor -> specs.put(tensor.name(), tensor.spec()));
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (Program.Step step : program.steps()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%3d  %s = %s(%s)  %d FLOP%n",
              ++number,
              step.outputs().stream()
                  .map(name -> name + " " + shape(specs.get(name)))
                  .collect(Collectors.joining(", ")),
              step.op().kind(),
              String.join(", ", step.inputs()),
              step.op().flops()));
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  /** FLOPs of a step by kind of op. */
  public static Map<String, Long> flopsByKind(Program program) {
    Map<String, Long> flops = new TreeMap<>();
    for (Program.Step step : program.steps()) {
      Op op = step.op();
      flops.merge(op.kind(), op.flops(), Math::addExact);
    }
    return flops;
  }

  private static String shape(TensorSpec spec) {
    return spec.dtype()
        + spec.shape().stream().map(String::valueOf).collect(Collectors.joining("x", "[", "]"));
  }
}
