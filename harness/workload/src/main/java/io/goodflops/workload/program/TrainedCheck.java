package io.goodflops.workload.program;

import io.goodflops.spi.Program;
import io.goodflops.spi.TensorSpec;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.verify.OutputSource;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What timed steps have left: all weights must be numbers, and the loss must be lower than it was
 * after the first step.
 */
public final class TrainedCheck {
  private static final String METHOD = "trained-weights";
  private static final int CHUNK = 1 << 16;

  private TrainedCheck() {}

  /** What the source holds, in this order: last losses, first losses, what was trained. */
  public static List<TensorSpec> layout(TrainingStep step) {
    List<TensorSpec> specs = new ArrayList<>();
    specs.add(step.lossSpec());
    specs.add(step.lossSpec());
    step.trained().forEach(tensor -> specs.add(tensor.spec()));
    return specs;
  }

  /**
   * Looks at all numbers.
   *
   * @param outputs with the indices of {@link #layout}
   * @throws IOException if they cannot be read
   */
  public static Verdict check(TrainingStep step, OutputSource outputs) throws IOException {
    List<TensorSpec> specs = layout(step);
    double last = mean(outputs, 0, specs.get(0));
    double first = mean(outputs, 1, specs.get(1));
    List<Program.Tensor> trained = step.trained();
    for (int i = 0; i < trained.size(); i++) {
      if (!Double.isFinite(mean(outputs, i + 2, specs.get(i + 2)))) {
        return Verdict.of(
            METHOD,
            Double.MAX_VALUE,
            first,
            trained.get(i).name() + " holds NaN or infinity after the timed steps");
      }
    }
    return Verdict.of(
        METHOD,
        last < first ? last : Double.MAX_VALUE,
        first,
        last < first
            ? "all weights are numbers and the loss has fallen"
            : String.format(
                Locale.ROOT,
                "the loss has not fallen: %s after the first step, %s after the last",
                first,
                last));
  }

  /** Not finite if any number is not. */
  private static double mean(OutputSource outputs, int index, TensorSpec spec) throws IOException {
    double[] values = new double[CHUNK];
    double sum = 0;
    for (long at = 0; at < spec.elements(); at += CHUNK) {
      int count = (int) Math.min(CHUNK, spec.elements() - at);
      read(outputs, index, spec, at, count, values);
      for (int i = 0; i < count; i++) {
        sum += values[i];
      }
    }
    return sum / spec.elements();
  }

  /** Numbers {@code first} and on of one of the tensors of {@link #layout}. */
  static void read(
      OutputSource source, int index, TensorSpec spec, long first, int count, double[] target)
      throws IOException {
    int elementBytes = spec.dtype().bits() / 8;
    ByteBuffer bytes = ByteBuffer.allocate(count * elementBytes).order(ByteOrder.LITTLE_ENDIAN);
    source.read(index, first * elementBytes, bytes);
    Encoding.get(spec.dtype(), bytes.flip(), target, 0, count);
  }
}
