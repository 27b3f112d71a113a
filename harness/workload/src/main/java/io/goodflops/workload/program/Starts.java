package io.goodflops.workload.program;

import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that is there before the first step, as numbers: for small programs. */
public final class Starts {
  private Starts() {}

  /** By name, in the program's order; a new map that may be written to. */
  public static Map<String, double[]> of(TrainingStep step, long seed) {
    Map<String, double[]> tensors = new LinkedHashMap<>();
    for (Program.Tensor tensor : step.program().tensors()) {
      if (tensor.role() != Role.OUTPUT) {
        double[] values = new double[Math.toIntExact(tensor.spec().elements())];
        step.starts().get(tensor.name()).read(seed, 0, values);
        tensors.put(tensor.name(), values);
      }
    }
    return tensors;
  }
}
