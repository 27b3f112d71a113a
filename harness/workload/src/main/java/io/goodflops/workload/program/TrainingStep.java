package io.goodflops.workload.program;

import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import java.util.List;
import java.util.Map;

/**
 * A training step, ready to be run.
 *
 * @param starts what each tensor that is there before the first step holds, by name
 * @param loss the tensor that holds the loss of each row after a step
 */
public record TrainingStep(Program program, Map<String, Start> starts, String loss) {
  public TrainingStep {
    starts = Map.copyOf(starts);
    for (Program.Tensor tensor : program.tensors()) {
      if (tensor.role() != Role.OUTPUT && !starts.containsKey(tensor.name())) {
        throw new IllegalArgumentException(
            "nothing says what " + tensor.name() + " of " + program.name() + " holds at the start");
      }
    }
  }

  /** The loss tensor's spec. */
  public TensorSpec lossSpec() {
    return program.tensors().stream()
        .filter(tensor -> tensor.name().equals(loss))
        .findFirst()
        .orElseThrow()
        .spec();
  }

  /** What is there before a step and no step changes: the batch. */
  public List<Program.Tensor> batch() {
    List<Program.Tensor> trained = trained();
    return program.tensors().stream()
        .filter(tensor -> tensor.role() != Role.OUTPUT && !trained.contains(tensor))
        .toList();
  }

  /** The tensors that a step changes in place: weights and the optimizer's state, in order. */
  public List<Program.Tensor> trained() {
    return program.tensors().stream()
        .filter(tensor -> tensor.role() != Role.OUTPUT)
        .filter(
            tensor -> program.steps().stream().anyMatch(s -> s.outputs().contains(tensor.name())))
        .toList();
  }
}
