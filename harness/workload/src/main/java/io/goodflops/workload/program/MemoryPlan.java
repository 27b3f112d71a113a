package io.goodflops.workload.program;

import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which buffer each tensor of a program lies in. What is there before the first step, and what is
 * asked for by name, has a buffer of its own; all else shares: a tensor takes over the buffer of
 * one that no later step reads, if type and size are the same.
 *
 * @param buffers a spec for each buffer
 * @param bufferOf the buffer of each tensor, by name
 */
public record MemoryPlan(List<TensorSpec> buffers, Map<String, Integer> bufferOf) {
  public MemoryPlan {
    buffers = List.copyOf(buffers);
    bufferOf = Map.copyOf(bufferOf);
  }

  /**
   * Plans a program.
   *
   * @param kept names of tensors that somebody wants to read after the last step
   */
  public static MemoryPlan of(Program program, Set<String> kept) {
    Map<String, TensorSpec> specs = new LinkedHashMap<>();
    program.tensors().forEach(tensor -> specs.put(tensor.name(), tensor.spec()));
    Map<String, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < program.steps().size(); i++) {
      for (String input : program.steps().get(i).inputs()) {
        lastUse.put(input, i);
      }
      for (String output : program.steps().get(i).outputs()) {
        lastUse.putIfAbsent(output, i);
      }
    }
    Set<String> own = new HashSet<>(kept);
    List<TensorSpec> buffers = new ArrayList<>();
    Map<String, Integer> bufferOf = new HashMap<>();
    for (Program.Tensor tensor : program.tensors()) {
      if (tensor.role() != Role.OUTPUT) {
        own.add(tensor.name());
      }
      if (own.contains(tensor.name())) {
        bufferOf.put(tensor.name(), buffers.size());
        buffers.add(tensor.spec());
      }
    }
    List<Integer> free = new ArrayList<>();
    for (int i = 0; i < program.steps().size(); i++) {
      Program.Step step = program.steps().get(i);
      for (String output : step.outputs()) {
        if (!bufferOf.containsKey(output)) {
          bufferOf.put(output, take(specs.get(output), free, buffers));
        }
      }
      Set<String> touched = new HashSet<>(step.inputs());
      touched.addAll(step.outputs());
      for (String tensor : touched) {
        if (lastUse.get(tensor) == i && !own.contains(tensor)) {
          free.add(bufferOf.get(tensor));
        }
      }
    }
    return new MemoryPlan(buffers, bufferOf);
  }

  private static int take(TensorSpec spec, List<Integer> free, List<TensorSpec> buffers) {
    for (Integer buffer : free) {
      if (buffers.get(buffer).reshapes(spec)) {
        free.remove(buffer);
        return buffer;
      }
    }
    buffers.add(spec);
    return buffers.size() - 1;
  }

  /** Bytes of all buffers. */
  public long bytes() {
    return buffers.stream().mapToLong(TensorSpec::bytes).reduce(0, Math::addExact);
  }
}
