package io.goodflops.workload.suite;

import io.goodflops.spi.DType;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.program.Bottleneck;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Feed;
import io.goodflops.workload.program.Mlp;
import io.goodflops.workload.program.TrainingModel;
import io.goodflops.workload.program.Variant;
import java.util.ArrayList;
import java.util.List;

/** Reads a training step; sizes are called as the components of the model's record. */
final class ProgramReader {
  private static final long MOST_MICROS = 1_000_000;

  private final Fields entry;

  ProgramReader(Fields entry) {
    this.entry = entry;
  }

  List<ProgramWorkload> read() {
    String kind = entry.text("program");
    String source = entry.text("source");
    List<DType> dtypes = entry.words("dtypes", DType.class);
    List<ProgramWorkload> steps = new ArrayList<>();
    TrainingModel model = model(kind);
    Variant variant = variant();
    for (DType dtype : dtypes) {
      if (dtype.isInteger()) {
        throw entry.wrong("dtype " + dtype + " cannot train; give a floating-point type");
      }
      steps.add(step(model, variant, dtype, source));
    }
    return steps;
  }

  private Variant variant() {
    Feed feed = entry.optionalWord("feed", Feed.class).orElse(Feed.RESIDENT);
    long late = entry.has("lateMicros") ? entry.size("lateMicros", MOST_MICROS) : 0;
    try {
      return new Variant(entry.flag("checkpoint"), lengths(), feed, late);
    } catch (IllegalArgumentException e) {
      throw entry.wrong(e.getMessage());
    }
  }

  private List<Long> lengths() {
    return entry.has("lengths") ? entry.counts("lengths", SuiteReader.MAX_DIMENSION) : List.of();
  }

  private ProgramWorkload step(TrainingModel model, Variant variant, DType dtype, String source) {
    try {
      ProgramWorkload step = ProgramWorkload.of(model, variant, dtype, source);
      if (step.memoryBytes() > SuiteReader.MAX_BYTES) {
        throw entry.wrong(
            step.name()
                + " needs "
                + step.memoryBytes()
                + " bytes, the largest allowed is "
                + SuiteReader.MAX_BYTES);
      }
      return step;
    } catch (ArithmeticException e) {
      throw entry.wrong("the step is too large to count its operations");
    } catch (IllegalArgumentException e) {
      throw entry.wrong(e.getMessage());
    }
  }

  private TrainingModel model(String kind) {
    return switch (kind) {
      case "mlp" -> new Mlp(size("batch"), size("inputs"), size("hidden"), size("classes"));
      case "bottleneck" ->
          new Bottleneck(
              size("batch"), size("channels"), size("inner"), size("size"), size("classes"));
      case "decoder" ->
          new Decoder(
              size("batch"),
              size("sequence"),
              size("width"),
              size("heads"),
              size("vocabulary"),
              (int) size("blocks"));
      default ->
          throw entry.wrong("program is \"" + kind + "\", must be one of mlp, bottleneck, decoder");
    };
  }

  private long size(String name) {
    return entry.size(name, SuiteReader.MAX_DIMENSION);
  }
}
