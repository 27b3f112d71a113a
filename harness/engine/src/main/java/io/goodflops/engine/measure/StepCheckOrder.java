package io.goodflops.engine.measure;

import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.spi.Lane;
import java.util.List;
import java.util.Map;

/**
 * What a process is to do that checks a training step, left in a file by the host.
 *
 * @param jars of the plugin
 * @param miniatureSteps how many steps of the model's miniature it runs first; none but in the
 *     first window
 * @param mostTracedBytes of a window
 * @param window which of the step's windows it leaves the trace of
 * @param folder where it leaves what is to be judged
 */
record StepCheckOrder(
    List<String> jars,
    String device,
    WorkMessage work,
    Lane lane,
    long seed,
    int miniatureSteps,
    long mostTracedBytes,
    int window,
    String folder) {
  /** Name of the order in its folder. */
  static final String FILE = "order.json";

  /** The miniature: losses after each step, then what was trained. */
  static final String MINIATURE = "miniature";

  /** A window of the step at its timed shape, op by op. */
  static final String STEP = "step";

  /** What came of it; missing if the process died. */
  static final String REPORT = "check.json";

  StepCheckOrder {
    jars = List.copyOf(jars);
  }

  /**
   * What the process says of itself.
   *
   * @param unwritten names of the tensors that the device says it leaves unwritten
   * @param sums of what was written before the window and is read in it, right after it was written
   */
  record Report(Outcome outcome, String reason, List<String> unwritten, Map<String, Long> sums) {
    Report {
      unwritten = List.copyOf(unwritten);
      sums = Map.copyOf(sums);
    }

    /** The end of a check from which nothing is judged. */
    Report(Outcome outcome, String reason) {
      this(outcome, reason, List.of(), Map.of());
    }
  }
}
