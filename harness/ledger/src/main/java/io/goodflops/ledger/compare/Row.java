package io.goodflops.ledger.compare;

import io.goodflops.result.CaseRecord;
import java.util.List;

/**
 * One workload on all devices.
 *
 * @param sample any of its cases, for names and sizes
 * @param cells one for each column
 */
public record Row(WorkKey key, CaseRecord sample, List<Cell> cells) {
  public Row {
    cells = List.copyOf(cells);
  }
}
