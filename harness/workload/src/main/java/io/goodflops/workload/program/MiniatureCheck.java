package io.goodflops.workload.program;

import io.goodflops.spi.DType;
import io.goodflops.spi.Program;
import io.goodflops.workload.verify.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Some steps of a small model, end to end against the FP64 oracle: what a check of single ops
 * cannot see, such as weights that are not carried on.
 *
 * <p>Losses and weights drift apart as roundings add up. Held against limits for each type are the
 * largest difference of a mean loss, relative to the first, and for each tensor that is trained the
 * distance from where it should be, relative to the way that all have gone. The mean loss must
 * fall.
 */
public final class MiniatureCheck {
  /** Steps that are compared. */
  public static final int STEPS = 8;

  private static final String METHOD = "steps-end-to-end";

  private MiniatureCheck() {}

  /**
   * Compares.
   *
   * @param seed of what was there before the first step
   * @param losses of each row after each step, as the device had them
   * @param trained tensors after the last step, in the order of {@link TrainingStep#trained}
   */
  public static Verdict check(
      TrainingStep step, DType storage, long seed, List<double[]> losses, List<double[]> trained) {
    Map<String, double[]> tensors = Starts.of(step, seed);
    Map<String, double[]> start = Starts.of(step, seed);
    double first = 0;
    double worst = 0;
    double found = 0;
    for (int i = 0; i < losses.size(); i++) {
      ProgramOracle.step(step.program(), tensors);
      double right = mean(tensors.get(step.loss()));
      first = i == 0 ? right : first;
      found = mean(losses.get(i));
      worst = larger(worst, Math.abs(found - right) / first);
    }
    if (!(found < mean(losses.get(0)))) {
      return fails(
          String.format(
              Locale.ROOT,
              "the loss does not fall: %s after the first step, %s after %d",
              mean(losses.get(0)),
              found,
              losses.size()));
    }
    double lossLimit = lossLimit(storage);
    if (!(worst <= lossLimit)) {
      return Verdict.of(
          METHOD,
          worst,
          lossLimit,
          "the loss of a small model leaves that of the oracle by more than rounding explains");
    }
    return weights(step, storage, tensors, start, trained);
  }

  private static Verdict weights(
      TrainingStep step,
      DType storage,
      Map<String, double[]> right,
      Map<String, double[]> start,
      List<double[]> trained) {
    double error = 0;
    double way = 0;
    List<Program.Tensor> tensors = step.trained();
    for (int i = 0; i < tensors.size(); i++) {
      String name = tensors.get(i).name();
      if (step.starts().get(name) instanceof Start.Constant && name.contains(".")) {
        continue; // the optimizer's state, which the weights show
      }
      error += squares(trained.get(i), right.get(name));
      way += squares(start.get(name), right.get(name));
    }
    double share = Math.sqrt(error / way);
    double limit = weightLimit(storage);
    return Verdict.of(
        METHOD,
        share,
        limit,
        share <= limit
            ? "losses and weights of a small model follow the oracle"
            : "the weights of a small model are not where the oracle's are");
  }

  private static double squares(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static double lossLimit(DType storage) {
    return switch (storage) {
      case FP64 -> 1e-9;
      case FP32 -> 1e-4;
      case FP16 -> 0.01;
      default -> 0.05;
    };
  }

  /** AdamW turns gradients that are nothing but rounding into steps, hence the wide ones. */
  static double weightLimit(DType storage) {
    return switch (storage) {
      case FP64 -> 0.1;
      case FP32 -> 0.2;
      default -> 0.5;
    };
  }

  private static double larger(double a, double b) {
    return Double.isNaN(b) ? b : Math.max(a, b);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static Verdict fails(String why) {
    return Verdict.of(METHOD, Double.MAX_VALUE, 1, why);
  }
}
