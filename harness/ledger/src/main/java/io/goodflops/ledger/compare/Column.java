package io.goodflops.ledger.compare;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.RunRecord;
import java.util.List;

/**
 * One device of one run.
 *
 * @param number of the column, from 1
 * @param run with its books closed
 */
public record Column(int number, RunRecord run, DeviceRecord device) {

  /** Its cases, in the run's order. */
  public List<CaseRecord> cases() {
    return run.cases().stream().filter(c -> c.device().equals(device.id())).toList();
  }

  /** Whether its numbers are about hardware. */
  public boolean real() {
    return real(run);
  }

  static boolean real(RunRecord run) {
    return switch (run.evidence()) {
      case SELF_TESTED, REPRODUCED -> true;
      case EMULATED, SIMULATED -> false;
    };
  }
}
