package io.goodflops.report.chart;

import io.goodflops.report.text.Phrase;
import io.goodflops.result.LedgerRecord.Basis;
import java.util.List;

/**
 * Bars that may stand side by side because 100 % means the same for all of them.
 *
 * @param device id of the device
 * @param basis what 100 % is; in a bandwidth panel that of the first bar
 * @param axisTitle names device and basis
 */
public record Panel(String device, Basis basis, Phrase axisTitle, List<Bar> bars) {
  public Panel {
    bars = List.copyOf(bars);
  }

  /** The same panel with its first bars only. */
  Panel limitedTo(int count) {
    return bars.size() <= count
        ? this
        : new Panel(device, basis, axisTitle, bars.subList(0, count));
  }
}
