package io.goodflops.workload.program;

import io.goodflops.spi.Operand;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where tensors lie in the trace of one execution of a program: first all that is there before the
 * first step, in the order of {@link Program#tensors}, then for each step its outputs, whole, as
 * they are after it. Nothing lies between them. A tensor that is written over has a version for
 * each time.
 *
 * @param initial first byte of each tensor that is there before the first step
 * @param inputs for each step and input the first byte of what the step read
 * @param outputs for each step and output the first byte of what the step wrote
 * @param totalBytes of the whole trace
 */
public record TraceLayout(
    Map<String, Long> initial, List<List<Long>> inputs, List<List<Long>> outputs, long totalBytes) {
  public TraceLayout {
    initial = Map.copyOf(initial);
    inputs = inputs.stream().map(List::copyOf).toList();
    outputs = outputs.stream().map(List::copyOf).toList();
  }

  /** The layout of a program's trace. */
  public static TraceLayout of(Program program) {
    long at = 0;
    Map<String, Long> initial = new LinkedHashMap<>();
    for (Program.Tensor tensor : program.tensors()) {
      if (tensor.role() != Role.OUTPUT) {
        initial.put(tensor.name(), at);
        at = Math.addExact(at, tensor.spec().bytes());
      }
    }
    Map<String, Long> latest = new HashMap<>(initial);
    List<List<Long>> inputs = new ArrayList<>();
    List<List<Long>> outputs = new ArrayList<>();
    for (Program.Step step : program.steps()) {
      inputs.add(step.inputs().stream().map(latest::get).toList());
      List<Long> written = new ArrayList<>();
      for (Operand operand : step.op().outputs()) {
        latest.put(step.outputs().get(written.size()), at);
        written.add(at);
        at = Math.addExact(at, operand.spec().bytes());
      }
      outputs.add(written);
    }
    return new TraceLayout(initial, inputs, outputs, at);
  }

  /**
   * A tensor that more than one step writes: what it held in between is gone when the program has
   * run as a whole.
   */
  public static Optional<String> writtenAgain(Program program) {
    Set<String> written = new HashSet<>();
    return program.steps().stream()
        .flatMap(step -> step.outputs().stream())
        .filter(output -> !written.add(output))
        .findFirst();
  }

  /** First byte of a tensor as it is before the first step. */
  public long initialPosition(String tensor) {
    Long position = initial.get(tensor);
    if (position == null) {
      throw new IllegalArgumentException(tensor + " is not there before the first step");
    }
    return position;
  }

  /** First byte of the version that a step reads: the latest that was written before it. */
  public long inputPosition(int step, int input) {
    return inputs.get(step).get(input);
  }

  /** First byte of what a step writes. */
  public long outputPosition(int step, int output) {
    return outputs.get(step).get(output);
  }
}
