package io.goodflops.engine.measure;

import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.spi.Lane;
import java.util.List;

/**
 * What a process is to do that checks a training step, left in a file by the host.
 *
 * @param jars of the plugin
 * @param miniatureSteps how many steps of the model's miniature it runs first
 * @param folder where it leaves what is to be judged
 */
record StepCheckOrder(
    List<String> jars,
    String device,
    WorkMessage work,
    Lane lane,
    long seed,
    int miniatureSteps,
    String folder) {
  /** Name of the order in its folder. */
  static final String FILE = "order.json";

  /** The miniature: losses after each step, then what was trained. */
  static final String MINIATURE = "miniature";

  /** The step at its timed shape, op by op. */
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
   */
  record Report(Outcome outcome, String reason, List<String> unwritten) {
    Report {
      unwritten = List.copyOf(unwritten);
    }

    /** The end of a check from which nothing is judged. */
    Report(Outcome outcome, String reason) {
      this(outcome, reason, List.of());
    }
  }
}
