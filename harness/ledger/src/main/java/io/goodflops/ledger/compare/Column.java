package io.goodflops.ledger.compare;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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

  /** Of several runs, those of their devices that are wanted and have cases, in order. */
  public static List<Column> of(List<RunRecord> runs, Predicate<DeviceRecord> devices) {
    List<Column> columns = new ArrayList<>();
    for (RunRecord run : runs) {
      int before = columns.size();
      for (DeviceRecord device : run.devices()) {
        Column column = new Column(columns.size() + 1, run, device);
        if (devices.test(device) && !column.cases().isEmpty()) {
          columns.add(column);
        }
      }
      if (columns.size() == before) {
        throw UserException.usage(
            "Run " + run.runId() + " has no case on any of the chosen devices.");
      }
    }
    return columns;
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
