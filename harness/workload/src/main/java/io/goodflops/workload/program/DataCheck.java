package io.goodflops.workload.program;

import io.goodflops.spi.Program;
import io.goodflops.spi.TensorSpec;
import io.goodflops.workload.data.FileNumbers;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;

/**
 * Whether a step that was traced worked on the data that were written for it: {@link StepJudge}
 * takes them as the device had them. What no step changes must be there bit for bit.
 */
public final class DataCheck {
  private static final String METHOD = "data-as-written";
  private static final int CHUNK = 1 << 16;

  private DataCheck() {}

  /**
   * Looks at all data that a window reads.
   *
   * @param seed they were made from
   * @param trace of the window, as {@link TraceLayout} says
   * @throws IOException if the trace cannot be read or is too short
   */
  public static Verdict check(TrainingStep step, TraceWindow window, long seed, FileChannel trace)
      throws IOException {
    TraceLayout layout = TraceLayout.of(window.program());
    for (Program.Tensor tensor : step.batch()) {
      if (!layout.initial().containsKey(tensor.name())) {
        continue;
      }
      TensorSpec spec = tensor.spec();
      FileNumbers found =
          new FileNumbers(
              trace, layout.initialPosition(tensor.name()), spec.dtype(), spec.elements());
      for (long first = 0; first < spec.elements(); first += CHUNK) {
        double[] right = new double[(int) Math.min(CHUNK, spec.elements() - first)];
        double[] values = new double[right.length];
        step.starts().get(tensor.name()).read(seed, first, right);
        try {
          found.read(first, values, 0, values.length);
        } catch (UncheckedIOException e) {
          throw e.getCause();
        }
        for (int i = 0; i < right.length; i++) {
          if (!(values[i] == right[i])) {
            return Verdict.of(
                METHOD,
                Double.MAX_VALUE,
                0,
                "element "
                    + (first + i)
                    + " of "
                    + tensor.name()
                    + " is "
                    + values[i]
                    + ", "
                    + right[i]
                    + " was written");
          }
        }
      }
    }
    return Verdict.of(METHOD, 0, 0, "the step's data are what was written");
  }
}
