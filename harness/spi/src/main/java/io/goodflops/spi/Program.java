package io.goodflops.spi;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Ops over named tensors, in order. A tensor may have another shape than the operand it stands for,
 * if it has as many elements ({@link TensorSpec#reshapes}). A training step is a program: forward,
 * backward and optimizer written out. One definition serves correctness, speed, FLOP counting and
 * the ledger's trace.
 *
 * @param name for people
 * @param tensors every tensor that a step names, once
 * @param steps in execution order
 */
public record Program(String name, List<Tensor> tensors, List<Step> steps) {
  public Program {
    Objects.requireNonNull(name, "name");
    tensors = List.copyOf(tensors);
    steps = List.copyOf(steps);
    Map<String, TensorSpec> specs = new HashMap<>();
    Set<String> written = new HashSet<>();
    for (Tensor tensor : tensors) {
      if (specs.put(tensor.name(), tensor.spec()) != null) {
        throw new IllegalArgumentException("tensor " + tensor.name() + " is declared twice");
      }
      if (tensor.role() != Role.OUTPUT) {
        written.add(tensor.name());
      }
    }
    for (Step step : steps) {
      require(specs, step.op().inputs(), step.inputs(), step.op().kind());
      require(specs, step.op().outputs(), step.outputs(), step.op().kind());
      for (String input : step.inputs()) {
        if (!written.contains(input)) {
          throw new IllegalArgumentException(
              "step " + step.op().kind() + " reads " + input + " before it is written");
        }
      }
      written.addAll(step.outputs());
    }
  }

  private static void require(
      Map<String, TensorSpec> specs, List<Operand> operands, List<String> names, String kind) {
    if (operands.size() != names.size()) {
      throw new IllegalArgumentException(
          "step " + kind + " wants " + operands.size() + " tensors, got " + names);
    }
    for (int i = 0; i < names.size(); i++) {
      TensorSpec spec = specs.get(names.get(i));
      if (spec == null) {
        throw new IllegalArgumentException(
            "step " + kind + " names " + names.get(i) + ", which is not declared");
      }
      if (!spec.reshapes(operands.get(i).spec())) {
        throw new IllegalArgumentException(
            "step "
                + kind
                + ": "
                + names.get(i)
                + " is "
                + spec
                + ", must be "
                + operands.get(i).spec());
      }
    }
  }

  /** Algorithmic operations of one execution. */
  public long flops() {
    long sum = 0;
    for (Step step : steps) {
      sum = Math.addExact(sum, step.op().flops());
    }
    return sum;
  }

  /**
   * Which buffer is whose in {@link Kernel#bind} of a kernel that runs the whole program.
   *
   * @param inputs for the tensors that are there before the first step, in the order of {@link
   *     #tensors}
   * @param outputs for those that a step writes first, in the same order
   * @return the buffers by their tensors' names
   * @throws IllegalArgumentException if there are more or fewer buffers than tensors, or one is no
   *     buffer for its tensor
   */
  public Map<String, Buffer> buffers(List<Buffer> inputs, List<Buffer> outputs) {
    long written = tensors.stream().filter(tensor -> tensor.role() == Role.OUTPUT).count();
    if (inputs.size() != tensors.size() - written || outputs.size() != written) {
      throw new IllegalArgumentException(
          name
              + " wants "
              + (tensors.size() - written)
              + " buffers to read and "
              + written
              + " to write, got "
              + inputs.size()
              + " and "
              + outputs.size());
    }
    Map<String, Buffer> buffers = new LinkedHashMap<>();
    int in = 0;
    int out = 0;
    for (Tensor tensor : tensors) {
      Buffer buffer = tensor.role() == Role.OUTPUT ? outputs.get(out++) : inputs.get(in++);
      if (!buffer.spec().reshapes(tensor.spec())) {
        throw new IllegalArgumentException(
            tensor.name() + " of " + name + " is " + tensor.spec() + ", got " + buffer.spec());
      }
      buffers.put(tensor.name(), buffer);
    }
    return buffers;
  }

  /**
   * Tensors that are touched at another time than the steps touch them one by one: before the first
   * that writes them or after the last that reads them. What is there before the first step has
   * memory of its own and is never among them.
   *
   * @param touched names of what is read or written in place of a step, by the step's index
   */
  public Set<String> touchedElsewhere(Map<Integer, Set<String>> touched) {
    Set<String> elsewhere = new HashSet<>();
    for (Tensor tensor : tensors) {
      List<Integer> readers = readers(tensor.name());
      List<Integer> writers = writers(tensor.name());
      if (tensor.role() != Role.OUTPUT || writers.isEmpty()) {
        continue;
      }
      int first = writers.get(0);
      int last = readers.isEmpty() ? first : readers.get(readers.size() - 1);
      touched.forEach(
          (step, names) -> {
            if (names.contains(tensor.name()) && (step < first || step > last)) {
              elsewhere.add(tensor.name());
            }
          });
    }
    return elsewhere;
  }

  /** Indices of the steps that read a tensor, in order. */
  public List<Integer> readers(String tensor) {
    return IntStream.range(0, steps.size())
        .filter(i -> steps.get(i).inputs().contains(tensor))
        .boxed()
        .toList();
  }

  /** Indices of the steps that write a tensor, in order. */
  public List<Integer> writers(String tensor) {
    return IntStream.range(0, steps.size())
        .filter(i -> steps.get(i).outputs().contains(tensor))
        .boxed()
        .toList();
  }

  /**
   * A tensor of the program.
   *
   * @param role CONSTANT or VARIABLE if it is there before the first step, OUTPUT if a step writes
   *     it first
   */
  public record Tensor(String name, TensorSpec spec, Role role) {
    public Tensor {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(spec, "spec");
      Objects.requireNonNull(role, "role");
    }
  }

  /** One op with the names of the tensors it reads and writes. */
  public record Step(Op op, List<String> inputs, List<String> outputs) {
    public Step {
      Objects.requireNonNull(op, "op");
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }
}
