package io.goodflops.report;

/** One chart as SVG in both languages; empty where the machine cannot draw. */
record ChartPair(String en, String zh) {
  static final ChartPair NONE = new ChartPair("", "");

  boolean drawn() {
    return !en.isEmpty() && !zh.isEmpty();
  }
}
