package io.goodflops.report.chart;

import io.goodflops.report.text.Figures;
import io.goodflops.result.LedgerRecord.Basis;

/** Compute modes in a few letters. */
public final class Modes {
  private Modes() {}

  /** For example {@code FP32}, {@code BF16→FP32}, {@code FP32 TF32}. */
  public static String of(String storage, String accumulate, String mathMode) {
    String types =
        storage.equals(accumulate) || accumulate.isEmpty()
            ? storage
            : storage + "\u2192" + accumulate;
    return mathMode.isEmpty() || mathMode.equals("STRICT") ? types : types + " " + mathMode;
  }

  /** FLOP/s, of integers OP/s, with the unit that fits. */
  public static String rate(double perSecond, String storage) {
    String text = Figures.flops(perSecond);
    return storage.startsWith("INT") ? text.replace("FLOP/s", "OP/s") : text;
  }

  /** The unit of rates that are compared: integers have no floating point. */
  public static String teraUnit(String storage) {
    return storage.startsWith("INT") ? "TOP/s" : "TFLOP/s";
  }

  /** The mode of a basis; sparse peaks say so. */
  public static String of(Basis basis) {
    String mode = of(basis.storage(), basis.accumulate(), basis.mathMode());
    return basis.density().equals("SPARSE") ? mode + " sparse" : mode;
  }
}
