package io.goodflops.report;

import io.goodflops.report.text.Phrase;

/** What the page says about a step of a program. */
final class StepWords {
  static final Phrase TITLE = new Phrase("A step, op by op: %s", "一步之内，逐个算子：%s");
  static final Phrase NOTE =
      new Phrase(
          "One process, the middle one by time of %s steps, those that waited for a CPU left aside, so without an"
              + " interval. The marks of the trace made the step %s longer (%s with them, %s without); that is taken from the gaps.",
          "一个进程，%s 步中（剔除等待 CPU 的）耗时居中的一步，因此没有区间。跟踪打点使该步延长 %s（打点 %s，不打点 %s），已从间隙中扣除。");
  static final Phrase HELP =
      new Phrase(
          "What would help most: %s (%s, %s of the step). Upper bound of what can be won there: %s,"
              + " %s of the step: %s in which nothing ran while they were launched, %s by which they are"
              + " slower in the step than alone, and %s above their roofline.",
          "最值得改进：%s（%s，占该步 %s）。可争取的上界：%s，占该步 %s：其中 %s 为启动这些算子时的空闲，%s 为在步内比单独运行多用的时间，%s"
              + " 为高于其屋顶线的时间。");
  static final Phrase LINE =
      new Phrase(
          "Step of %s: most can be won in %s (%s), at most %s of the step",
          "%s 的一步：最值得改进的是 %s（%s），至多可省该步的 %s");
  static final Phrase MORE_LINES = new Phrase("(%s more steps are in the report)", "（其余 %s 个见报告）");
  static final Phrase NO_HELP =
      new Phrase(
          "What would help most: not known. No op has a loss that is known to be avoidable.",
          "最值得改进：未知。没有哪个算子的损失已知可以避免。");
  static final Phrase OPS = new Phrase("%s ops", "%s 个算子");
  static final Phrase ONE_OP = new Phrase("1 op", "1 个算子");

  static final Phrase ALL_OPS = new Phrase("All ops, largest loss first", "全部算子（按损失从大到小）");
  static final Phrase TABLE_NOTE =
      new Phrase(
          "Loss: time in the step less what the op's operations take at the peak. Share of the"
              + " step = time in the step ÷ %s, the traced step.",
          "损失：步内耗时减去该算子的运算在峰值下所需的时间。占该步之比 = 步内耗时 ÷ %s（被跟踪的一步）。");
  static final Phrase NUMBER = new Phrase("No.", "序号");
  static final Phrase OP = new Phrase("Op", "算子");
  static final Phrase WRITES = new Phrase("Writes", "写出");
  static final Phrase IN_STEP = new Phrase("ms in the step", "步内 ms");
  static final Phrase ALONE = new Phrase("ms alone", "单独 ms");
  static final Phrase AT_ROOFLINE = new Phrase("ms at the roofline", "屋顶线 ms");
  static final Phrase SHARE = new Phrase("Share of the step", "占该步之比");
  static final Phrase RATE = new Phrase("Rate in the step", "步内速率");
  static final Phrase LARGEST_LOSS = new Phrase("Largest loss", "最大损失");
  static final Phrase REST = new Phrase("%s more ops", "其余 %s 个算子");

  static final Phrase RECEIPT = new Phrase("How it is calculated", "计算依据");
  static final Phrase FLOP = new Phrase("Algorithmic operations of the step", "该步的算法运算量");
  static final Phrase FLOP_VALUE = new Phrase("%s FLOP, the sum over its %s", "%s FLOP，为 %s之和");
  static final Phrase TIME = new Phrase("Time of a step without marks", "不打点的一步耗时");
  static final Phrase PEAK = new Phrase("What 100 % is", "100% 的口径");
  static final Phrase EFFECTIVE = new Phrase("Effective share", "有效占比");
  static final Phrase MFU =
      new Phrase(
          "MFU = %s FLOP ÷ (%s s × %s FLOP/s) = %s",
          "模型算力利用率 MFU = %s FLOP ÷ (%s s × %s FLOP/s) = %s");
  static final Phrase OF_CEILING =
      new Phrase(
          "Share of its own measured ceiling = %s FLOP ÷ (%s s × %s FLOP/s) = %s",
          "占自身实测上限之比 = %s FLOP ÷ (%s s × %s FLOP/s) = %s");
  static final Phrase DIVIDED = new Phrase("Where the traced step's time goes", "被跟踪的一步的时间去向");
  static final Phrase SUM = new Phrase("Sum of the parts, ms", "各部分之和（ms）");
  static final Phrase SUM_VALUE = new Phrase("%s = %s, the traced step", "%s = %s，即被跟踪的一步");
  static final Phrase TERM = new Phrase("%s %s", "%s %s");

  private StepWords() {}
}
