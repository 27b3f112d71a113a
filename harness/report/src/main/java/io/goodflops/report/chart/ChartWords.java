package io.goodflops.report.chart;

import io.goodflops.report.text.Phrase;

/** What charts say. */
final class ChartWords {
  static final Phrase LEDGER_TITLE = new Phrase("Effective versus wasted compute", "有效算力与无效算力");
  static final Phrase LEDGER_SUBTITLE =
      new Phrase(
          "Each bar is 100 % of what the axis below it names. Dark blue is needed work with a"
              + " verified result; everything right of it is loss, by cause.",
          "每条为其下方坐标轴所注口径的 100%。深蓝为业务所需且结果已校验的算力，其右为各类损失。");
  static final Phrase LEDGER_DETAIL_TITLE =
      new Phrase("Effective versus wasted compute, by category", "有效算力与无效算力（细分类别）");
  static final Phrase REMAINDER = new Phrase("Remainder", "余项");
  static final Phrase NOT_SHOWN =
      new Phrase("%s more cases: see the table of cases.", "另有 %s 个用例，见用例表。");
  static final Phrase PANELS_NOT_SHOWN =
      new Phrase("%s more bases: see the table of cases.", "另有 %s 种口径，见用例表。");
  static final Phrase NO_LEDGER =
      new Phrase("No case has a ledger: see the table for the reasons.", "没有任何用例得出账目，原因见用例表。");
  static final Phrase WHISKER =
      new Phrase(
          "Whiskers: 95 % interval of the effective share; an arrow says that it goes on.",
          "须线：有效占比的 95% 置信区间；箭头表示超出图外。");
  static final Phrase BELOW_ZERO =
      new Phrase(
          "Left of 0: the named causes explain more than was lost, because the machine ran"
              + " differently when they were measured. The parts right of 0 are too large by it.",
          "0 左侧：各原因之和超过实际损失，因为测这些原因时机器状态不同；0 右侧各部分因此偏大。");

  static final Phrase SIMULATED =
      new Phrase(
          "Evidence: SIMULATED. A program made these times; they say nothing about any hardware.",
          "证据等级：SIMULATED（模拟）。时间由程序设定，不代表任何硬件。");
  static final Phrase EMULATED =
      new Phrase(
          "Evidence: EMULATED. An emulator made these times; they say nothing about any hardware.",
          "证据等级：EMULATED（仿真）。时间由仿真器产生，不代表任何硬件。");

  static final Phrase PARTLY_SIMULATED =
      new Phrase(
          "Some of these devices are simulated or emulated: their times say nothing about any"
              + " hardware.",
          "其中部分设备为模拟或仿真：其时间不代表任何硬件。");
  static final Phrase OF_DECLARED = new Phrase("100 % = declared peak", "100% = 标称峰值");
  static final Phrase OF_CHAIN =
      new Phrase("100 % = its own measured FMA chain", "100% = 自身实测乘加链上限");
  static final Phrase OF_GEMM =
      new Phrase("100 % = its own best measured GEMM", "100% = 自身实测最佳矩阵乘");
  static final Phrase OF_CURVE = new Phrase("100 % = its own measured bandwidth", "100% = 自身实测带宽");
  static final Phrase SPARSE = new Phrase("sparse", "稀疏");
  static final Phrase MULTIPLES_SHARE = new Phrase("Where each device's peak goes", "各设备峰值算力的去向");
  static final Phrase MULTIPLES_ABSOLUTE =
      new Phrase("Where each device's compute goes, on one scale", "各设备算力的去向（同一标尺）");
  static final Phrase MULTIPLES_SHARE_NOTE =
      new Phrase(
          "100 % is the device's own peak or ceiling of the kind named above the bars. The figure"
              + " at the end is the effective share.",
          "100% 为该设备自身的峰值或上限，口径见各小图标题。末尾数字为有效占比。");
  static final Phrase MULTIPLES_ABSOLUTE_NOTE =
      new Phrase(
          "A bar is as long as the device's own peak or ceiling, on one scale within a panel. The"
              + " figure at the end is the effective rate.",
          "条长为该设备自身的峰值或上限，同一小图内标尺相同。末尾数字为有效速率。");
  static final Phrase BARS_NOT_SHOWN = new Phrase("%s more bars: see the table.", "另有 %s 条，见表。");
  static final Phrase ROOFLINE = new Phrase("Roofline", "屋顶线图");
  static final Phrase HOLLOW =
      new Phrase("Hollow marks are suspect: see the table of cases.", "空心标记为存疑用例，见用例表。");
  static final Phrase ROOFLINE_TITLE = new Phrase("Roofline: %s", "屋顶线：%s");
  static final Phrase ROOFLINE_SUBTITLE =
      new Phrase(
          "Lines are ceilings measured on this device. Circles are compute-bound, diamonds"
              + " memory-bound.",
          "折线为本设备的实测上限。圆点受算力限制，菱形受带宽限制。");
  static final Phrase INTENSITY =
      new Phrase("Arithmetic intensity (FLOP per algorithmic byte)", "计算强度（每字节算法访存的 FLOP）");
  static final Phrase PERFORMANCE = new Phrase("Performance (%s)", "性能（%s）");
  static final Phrase MEASURED_CEILING = new Phrase("%s measured %s", "%s 实测 %s");
  static final Phrase BEST_GEMM_CEILING = new Phrase("%s best GEMM %s", "%s 最佳 GEMM %s");
  static final Phrase DECLARED_CEILING = new Phrase("%s declared %s", "%s 标称 %s");
  static final Phrase MEMORY_LEVEL = new Phrase("Memory %s", "内存 %s");
  static final Phrase CACHE_LEVEL = new Phrase("Cache up to %s: %s", "缓存（至 %s）%s");
  static final Phrase NO_ROOFLINE =
      new Phrase("No ceiling was measured on this device.", "本设备没有实测上限。");
  static final Phrase NOT_LABELLED =
      new Phrase("%s points carry no label: see the table of cases.", "%s 个点未加标注，见用例表。");
  static final Phrase POINTS_NOT_SHOWN =
      new Phrase("%s more cases are not drawn: see the table of cases.", "另有 %s 个用例未绘出，见用例表。");

  static final Phrase STEP_TITLE = new Phrase("Timeline of a step: %s", "一步的时间线：%s");
  static final Phrase STEP_SUBTITLE =
      new Phrase(
          "Each bar is an op when it ran in the traced step (the middle one of %s, undisturbed if any was); grey: nothing ran.",
          "每条为一个算子在被跟踪的一步中的运行时段（%s 步中耗时居中的一步，优先取未受干扰者）；灰色处无运算。");
  static final Phrase STEP_GOES_ON =
      new Phrase("The step goes on in the next line, like a text.", "如文字一样折行显示。");
  static final Phrase STEP_NUMBERS =
      new Phrase(
          "Numbers are the rows of the table: 1 loses most. Shares are of the traced step.",
          "编号与下表行号一致，1 号损失最大；占比以被跟踪的一步为分母。");
  static final Phrase NOTHING_RAN = new Phrase("Nothing ran", "无运算");
  static final Phrase STEP_TIP =
      new Phrase(
          "%s %s \u2192 %s \u00b7 %s, %s of the step \u00b7 starts at %s, %s after the ops before",
          "%s %s \u2192 %s \u00b7 %s，占该步 %s \u00b7 始于 %s，与之前的算子相隔 %s");

  static final Phrase TOGETHER_TITLE = new Phrase("Alone and all at once", "单独运行与同时运行");
  static final Phrase TOGETHER_SUBTITLE =
      new Phrase(
          "Rate of each device with the same work, alone and while all others did it too, each on"
              + " data of its own. Not parallel training.",
          "各设备运行相同工作的速率：单独运行，以及与其余设备同时运行，各用各的数据。不是并行训练。");
  static final Phrase ALONE = new Phrase("Alone", "单独");
  static final Phrase TOGETHER = new Phrase("All at once", "同时");

  private ChartWords() {}
}
