package io.goodflops.report.chart;

import io.goodflops.report.text.Phrase;

/** What 100 % is, in words. A measured ceiling is never called peak without saying so. */
public final class BasisWords {
  public static final Phrase SHARE_OF = new Phrase("Share of %s", "占比，分母为%s");
  public static final Phrase ON_DEVICE = new Phrase("%s: %s", "%s:%s");
  public static final Phrase WITH_RATE = new Phrase("%s (%s)", "%s(%s)");
  public static final Phrase DECLARED = new Phrase("declared peak", "标称峰值");
  public static final Phrase FMA_CHAIN =
      new Phrase("its own measured ceiling, multiply-add chain", "自身实测上限（乘加链）");
  public static final Phrase BEST_GEMM =
      new Phrase("its own measured ceiling, best GEMM", "自身实测上限（最佳 GEMM）");
  public static final Phrase BANDWIDTH = new Phrase("measured bandwidth", "实测带宽");
  public static final Phrase OTHER = new Phrase("basis %s", "口径 %s");
  public static final Phrase AT_OWN_WORKING_SET =
      new Phrase("at each case's working set", "按各用例的工作集");

  private BasisWords() {}
}
