package io.goodflops.workload.program;

import io.goodflops.spi.DType;
import io.goodflops.spi.Program;
import io.goodflops.spi.TensorSpec;
import io.goodflops.workload.verify.OutputSource;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * The same steps from the same start twice: enqueued together, as they are timed, and each op
 * waited for, as it was when every op was judged. What differs (an op that overtakes another, a
 * result that is only right when somebody waits) shows in the weights.
 *
 * <p>Held against a limit is the distance between the two, relative to the way that the weights
 * have gone: sums whose order changes from run to run may differ by a little.
 */
public final class RepeatCheck {
  private static final String METHOD = "repeated-one-by-one";
  private static final int CHUNK = 1 << 16;

  private RepeatCheck() {}

  /**
   * Compares.
   *
   * @param limit largest distance, as a share of the way of the weights: {@link #limit}, or {@link
   *     #limitOfJoined}
   * @param seed of what was there before the first step
   * @param together outputs with the indices of {@link TrainedCheck#layout}
   * @param oneByOne the same
   * @throws IOException if they cannot be read
   */
  public static Verdict check(
      TrainingStep step, double limit, long seed, OutputSource together, OutputSource oneByOne)
      throws IOException {
    List<TensorSpec> specs = TrainedCheck.layout(step);
    List<Program.Tensor> trained = step.trained();
    double apart = 0;
    double way = 0;
    double[] a = new double[CHUNK];
    double[] b = new double[CHUNK];
    for (int i = 0; i < trained.size(); i++) {
      TensorSpec spec = specs.get(i + 2);
      Start start = step.starts().get(trained.get(i).name());
      for (long first = 0; first < spec.elements(); first += CHUNK) {
        int count = (int) Math.min(CHUNK, spec.elements() - first);
        double[] from = new double[count];
        start.read(seed, first, from);
        TrainedCheck.read(together, i + 2, spec, first, count, a);
        TrainedCheck.read(oneByOne, i + 2, spec, first, count, b);
        for (int k = 0; k < count; k++) {
          apart += (a[k] - b[k]) * (a[k] - b[k]);
          way += (b[k] - from[k]) * (b[k] - from[k]);
        }
      }
    }
    double share = apart == 0 ? 0 : Math.sqrt(apart / way);
    return Verdict.of(
        METHOD,
        share,
        limit,
        share <= limit
            ? "steps enqueued together and op by op leave the same weights"
            : String.format(
                Locale.ROOT,
                "steps enqueued together leave other weights than the same steps op by op:"
                    + " %.2g of the way apart",
                share));
  }

  /**
   * How far apart steps whose ops are joined may end from the ops one by one. They round at other
   * places, and AdamW makes whole steps of gradients that are nothing but rounding, such as that of
   * the bias of attention's keys.
   */
  public static double limitOfJoined(DType storage) {
    return MiniatureCheck.weightLimit(storage);
  }

  /** How far apart two runs of the same steps may end, as a share of the way of the weights. */
  public static double limit(DType storage) {
    return switch (storage) {
      case FP64 -> 1e-10;
      case FP32 -> 1e-4;
      default -> 0.02;
    };
  }
}
