package io.goodflops.report.chart;

import io.goodflops.ledger.BasisLabels;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.LedgerRecord.Basis;

/** What 100 % is. A measured ceiling is never called a peak, and a share of it never MFU. */
public final class BasisWords {
  private static final Phrase OF_DECLARED = new Phrase("Share of %s", "占比，以%s为分母");
  private static final Phrase OF_MEASURED =
      new Phrase("Share of its own measured ceiling (%s)", "占自身实测上限的比例（%s）");
  private static final Phrase OF_BANDWIDTH = new Phrase("Share of %s", "占比，以%s为分母");
  private static final Phrase OF_CURVE =
      new Phrase(
          "Share of the bandwidth measured at each case's working set", "占实测带宽的比例（按各用例的工作集）");
  private static final Phrase ON_DEVICE = new Phrase("%s: %s", "%s：%s");

  private BasisWords() {}

  /** The basis in words. */
  public static Phrase name(Basis basis) {
    return Phrase.of(BasisLabels.of(basis));
  }

  /** True for a ledger of bytes. */
  public static boolean isBandwidth(Basis basis) {
    return basis.kind().equals("BANDWIDTH_CURVE");
  }

  static Phrase axisTitle(String device, Basis basis, boolean oneRate) {
    Phrase share =
        isBandwidth(basis)
            ? oneRate ? OF_BANDWIDTH.with(name(basis)) : OF_CURVE
            : (basis.kind().equals("DECLARED") ? OF_DECLARED : OF_MEASURED).with(name(basis));
    return ON_DEVICE.with(device, share);
  }
}
