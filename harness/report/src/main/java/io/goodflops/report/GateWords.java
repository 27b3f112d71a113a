package io.goodflops.report;

import io.goodflops.ledger.compare.Exact;
import io.goodflops.ledger.compare.GateCase;
import io.goodflops.ledger.compare.Light;
import io.goodflops.report.text.Phrase;

/** What terminal, step summary and JUnit say of a gate. */
final class GateWords {
  static final Phrase TITLE = new Phrase("GoodFLOPS gate: %s", "GoodFLOPS 门禁：%s");
  static final Phrase COUNTS =
      new Phrase(
          "%s passed, %s failed, %s inconclusive, %s not gated", "通过 %s，未通过 %s，无法判定 %s，不适用 %s");
  static final Phrase AGAINST =
      new Phrase(
          "Candidate %s against baseline %s; a slowdown of up to %s passes; %s.",
          "候选 %s 对比基准 %s；变慢不超过 %s 视为通过；%s。");
  static final Phrase PAIRED = new Phrase("forks in pairs", "进程成对比较");
  static final Phrase APART = new Phrase("forks apart", "进程独立比较");
  static final Phrase CASE = new Phrase("Case", "用例");
  static final Phrase RESULT = new Phrase("Result", "结果");
  static final Phrase BEFORE = new Phrase("Baseline", "基准");
  static final Phrase AFTER = new Phrase("Candidate", "候选");
  static final Phrase RATIO = new Phrase("Rate ratio", "速率比");
  static final Phrase WHY = new Phrase("Why", "原因");
  static final Phrase SLOWER = new Phrase("%s slower", "慢 %s");
  static final Phrase DROP =
      new Phrase(
          "of the baseline's time: code %s, machine (clock, steal, ceiling) %s, unexplained %s",
          "以基准耗时计：代码 %s，机器（频率、抢占、上限）%s，未归因 %s");
  static final Phrase LARGEST = new Phrase("most in: %s", "最多的类别：%s");
  static final Phrase MACHINE =
      new Phrase(
          "slower, but what is not the machine's doing lies within the margin; run again on a"
              + " quiet machine",
          "变慢，但除机器因素外在容差之内；请在安静的机器上重跑");
  static final Phrase WIDE =
      new Phrase(
          "the interval is too wide to tell; about %s forks on each side would",
          "区间过宽，无法判定；每侧约需 %s 个进程");
  static final Phrase NOTHING_BEFORE = new Phrase("the baseline has no result here", "基准没有该结果");
  static final Phrase WITHIN = new Phrase("not slower by more than the margin", "变慢未超过容差");
  static final Phrase GREW = new Phrase("%s was %s, is %s", "%s 由 %s 变为 %s");
  static final Phrase LEFT_OUT = new Phrase("%s more lines left out", "另有 %s 行未列出");
  static final Phrase ALL_CASES = new Phrase("All cases", "全部用例");
  static final Phrase NOT_ALIKE = new Phrase("Not like for like: %s", "不可直接对比之处：%s");

  private GateWords() {}

  static Phrase of(Light light) {
    return switch (light) {
      case PASS -> new Phrase("PASS", "通过");
      case FAIL -> new Phrase("FAIL", "未通过");
      case INCONCLUSIVE -> new Phrase("INCONCLUSIVE", "无法判定");
      case NOT_GATED -> new Phrase("not gated", "不适用");
    };
  }

  static Phrase of(Exact.Quantity quantity) {
    return switch (quantity) {
      case ALGORITHMIC_FLOP -> new Phrase("algorithmic FLOP", "算法 FLOP（工作量）");
      case BYTES -> new Phrase("algorithmic bytes", "算法字节数（工作量）");
      case EXECUTED_FLOP -> new Phrase("executed FLOP", "实际执行 FLOP");
      case PADDING_FLOP -> new Phrase("padding FLOP", "填充 FLOP");
      case LAUNCHES -> new Phrase("launches of a step", "每步启动次数");
    };
  }

  /** One line that says why a case has its light. */
  static Phrase why(GateCase each, double margin) {
    return switch (each.cause()) {
      case WITHIN_MARGIN -> WITHIN;
      case EXACT -> grown(each);
      case RESULT, REFUSED -> each.refusal().map(CompareWords::of).orElse(Phrase.same(""));
      case MACHINE -> MACHINE;
      case WIDE -> WIDE.with(each.enough().isPresent() ? each.enough().getAsInt() : "?");
      case NEW -> NOTHING_BEFORE;
      case SLOWER ->
          SLOWER.with(
              io.goodflops.report.text.Figures.percent(1 / each.ratio().orElseThrow().value() - 1));
    };
  }

  private static Phrase grown(GateCase each) {
    return Phrase.join(
        "; ",
        "；",
        each.exact().stream()
            .filter(Exact::fails)
            .map(e -> GREW.with(of(e.quantity()), e.baseline(), e.candidate()))
            .toList());
  }
}
