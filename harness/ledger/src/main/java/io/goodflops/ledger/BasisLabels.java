package io.goodflops.ledger;

import io.goodflops.result.LedgerRecord.Basis;
import java.util.Locale;

/** What 100 % is, in words for a chart's axis. */
public final class BasisLabels {
  private BasisLabels() {}

  /** For example "measured FMA chain, 117 GFLOP/s FP32". */
  public static Text of(Basis basis) {
    Text kind =
        switch (basis.kind()) {
          case "DECLARED" -> new Text("declared peak", "标称峰值");
          case "FMA_CHAIN" -> chain(basis);
          case "BEST_GEMM" -> new Text("best measured GEMM", "实测最佳矩阵乘");
          case "BANDWIDTH_CURVE" -> new Text("measured bandwidth", "实测带宽");
          default -> new Text(basis.kind(), basis.kind());
        };
    String rate =
        basis.kind().equals("BANDWIDTH_CURVE")
            ? siRate(basis.rate(), "B/s")
            : siRate(basis.rate(), basis.storage().startsWith("INT") ? "OP/s" : "FLOP/s")
                + " "
                + mode(basis);
    return new Text(kind.en() + ", " + rate, kind.zh() + "，" + rate);
  }

  private static Text chain(Basis basis) {
    return basis.citation().contains("matrix-chain")
        ? new Text("measured matrix-unit chain", "实测矩阵单元链上限")
        : new Text("measured FMA chain", "实测乘加链上限");
  }

  static Basis labelled(Basis basis) {
    return new Basis(
        basis.kind(),
        basis.rate(),
        basis.storage(),
        basis.accumulate(),
        basis.mathMode(),
        basis.density(),
        basis.clockHertz(),
        of(basis).en(),
        basis.citation());
  }

  private static String mode(Basis basis) {
    String types =
        basis.accumulate().equals(basis.storage())
            ? basis.storage()
            : basis.storage() + "→" + basis.accumulate();
    return basis.mathMode().equals("STRICT") ? types : types + " (" + basis.mathMode() + ")";
  }

  /** Three significant digits with an SI prefix: 1e12 is T. */
  static String siRate(double rate, String unit) {
    String[] prefixes = {"", "k", "M", "G", "T", "P", "E"};
    int i = 0;
    double scaled = rate;
    while (scaled >= 999.5 && i < prefixes.length - 1) {
      scaled /= 1000;
      i++;
    }
    int decimals = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f %s%s", scaled, prefixes[i], unit);
  }
}
