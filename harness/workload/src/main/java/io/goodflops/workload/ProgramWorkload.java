package io.goodflops.workload;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.Program;
import io.goodflops.workload.program.MemoryPlan;
import io.goodflops.workload.program.TrainingModel;
import io.goodflops.workload.program.TrainingStep;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A whole training step: forward, backward and optimizer.
 *
 * <p>Its FLOPs are those of all its ops, elementwise ones and the optimizer included; of causal
 * attention only what is not masked counts. What is executed all the same is {@link
 * #flopsExecuted}.
 */
public record ProgramWorkload(String name, TrainingModel model, DType dtype, String source)
    implements Workload {
  public ProgramWorkload {
    WorkloadNames.requireWord(name);
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(source, "source");
  }

  /** A step under its usual name. */
  public static ProgramWorkload of(TrainingModel model, DType dtype, String source) {
    String name = "train-" + model.sizes() + "-" + dtype.name().toLowerCase(Locale.ROOT);
    return new ProgramWorkload(name, model, dtype, source);
  }

  /** The step, written out. */
  public TrainingStep step() {
    return model.step(dtype, model.optimizer());
  }

  @Override
  public long flops() {
    return flopsExecuted() - model.maskedFlops();
  }

  /** FLOPs of what is calculated and then masked, too. */
  public long flopsExecuted() {
    return step().program().flops();
  }

  @Override
  public long bytes() {
    long sum = 0;
    for (Program.Step step : step().program().steps()) {
      sum = Math.addExact(sum, step.op().bytes());
    }
    return sum;
  }

  @Override
  public long memoryBytes() {
    TrainingStep step = step();
    return MemoryPlan.of(step.program(), Set.of(step.loss())).bytes();
  }

  @Override
  public Map<String, String> describe() {
    Map<String, String> text = new LinkedHashMap<>();
    text.put("kind", "program");
    text.put("model", model.kind());
    text.put("sizes", model.sizes());
    text.put("ops", Integer.toString(step().program().steps().size()));
    text.put("storage", dtype.name());
    text.put("accumulate", Compute.standard(dtype).accumulate().name());
    text.put("maskedFlops", Long.toString(model.maskedFlops()));
    return text;
  }
}
