package io.goodflops.workload;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.Program;
import io.goodflops.workload.program.Feed;
import io.goodflops.workload.program.MemoryPlan;
import io.goodflops.workload.program.TrainingModel;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.program.Variant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A whole training step: forward, backward and optimizer.
 *
 * <p>Its FLOPs are those of all its ops, elementwise ones and the optimizer included; of causal
 * attention only what is not masked counts, of padded sequences only what is real, and nothing that
 * is calculated again. What is executed all the same is {@link #flopsExecuted}.
 */
public record ProgramWorkload(
    String name, TrainingModel model, Variant variant, DType dtype, String source)
    implements Workload {
  public ProgramWorkload {
    WorkloadNames.requireWord(name);
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(variant, "variant");
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(source, "source");
  }

  /** A step under its usual name. */
  public static ProgramWorkload of(
      TrainingModel model, Variant variant, DType dtype, String source) {
    String name =
        "train-" + model.sizes() + variant.suffix() + "-" + dtype.name().toLowerCase(Locale.ROOT);
    return new ProgramWorkload(name, model, variant, dtype, source);
  }

  /** The step, written out. */
  public TrainingStep step() {
    return step(variant);
  }

  private TrainingStep step(Variant which) {
    return model.step(dtype, model.optimizer(), which);
  }

  /** The same variant of the same model, so small that the FP64 oracle runs it in a moment. */
  public ProgramWorkload miniature() {
    return new ProgramWorkload(name, model.miniature(), model.miniature(variant), dtype, source);
  }

  @Override
  public long flops() {
    return model.neededFlops(dtype, variant);
  }

  /** FLOPs of what is masked, padded or calculated again, too. */
  public long flopsExecuted() {
    return step().program().flops();
  }

  /** FLOPs of what is calculated again. */
  public long recomputeFlops() {
    return flopsExecuted() - flopsOnce();
  }

  /** FLOPs of what is calculated for padding and not masked as well. */
  public long paddingFlops() {
    return flopsOnce() - flops() - model.maskedFlops();
  }

  private long flopsOnce() {
    return step(variant.padded()).program().flops();
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
    long second = variant.feed() == Feed.OVERLAPPED ? feedBytes() : 0;
    return Math.addExact(MemoryPlan.of(step.program(), Set.of(step.loss())).bytes(), second);
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
    if (variant.checkpoint()) {
      text.put("recomputeFlops", Long.toString(recomputeFlops()));
    }
    if (!variant.lengths().isEmpty()) {
      text.put(
          "lengths", String.join(" ", variant.lengths().stream().map(String::valueOf).toList()));
      text.put("paddingFlops", Long.toString(paddingFlops()));
    }
    if (variant.feed() != Feed.RESIDENT) {
      text.put("feed", variant.feed().name().toLowerCase(Locale.ROOT));
      text.put("feedBytes", Long.toString(feedBytes()));
      text.put("lateMicros", Long.toString(variant.lateMicros()));
    }
    return text;
  }

  /** Bytes of one batch. */
  public long feedBytes() {
    return step().batch().stream().mapToLong(tensor -> tensor.spec().bytes()).sum();
  }
}
