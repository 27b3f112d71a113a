package io.goodflops.report;

import io.goodflops.report.text.Phrase;

/** What page and terminal say of a case that ran on several devices at once. */
final class TogetherWords {
  static final Phrase TITLE = new Phrase("All devices at once", "全部设备同时运行");
  static final Phrase NOTE =
      new Phrase(
          "Each device ran the same work on data of its own, first alone, then while all others did"
              + " (run --together). Efficiency is the rate together \u00f7 the rate alone: what is"
              + " missing is lost to what the devices share, such as memory, power and the host."
              + " Nothing is exchanged between devices: this is not parallel training.",
          "各设备用各自的数据运行相同的工作：先单独运行，再与其余设备同时运行（run --together）。效率 = 同时运行的速率 \u00f7 单独"
              + "运行的速率；所缺部分损失于设备共享之物，如内存、功率和主机。设备之间不交换数据：这不是并行训练。");
  static final Phrase ALONE = new Phrase("Alone", "单独");
  static final Phrase TOGETHER = new Phrase("Together", "同时");
  static final Phrase EFFICIENCY = new Phrase("Efficiency", "效率");
  static final Phrase OVERLAP = new Phrase("Others at work", "其余设备在运行");
  static final Phrase OVERLAP_NOTE =
      new Phrase(
          "Brackets hold 95 % intervals. Others at work: share of a device's timed batches in which"
              + " all others were in a batch too; rounds below 90 % do not count.",
          "方括号内为 95% 置信区间。“其余设备在运行”：该设备的计时批次中，其余设备也都在运行批次的时间占比；低于 90% 的轮次不计入。");
  static final Phrase ALL = new Phrase("All %s devices", "全部 %s 个设备");
  static final Phrase SPREAD = new Phrase("spread %s", "极差 %s");
  static final Phrase LINE = new Phrase("Together: %s: efficiency %s (%s)", "同时运行：%s：效率 %s（%s）");
  static final Phrase NO_EFFICIENCY =
      new Phrase("Together: %s: no efficiency (%s)", "同时运行：%s：无效率（%s）");

  private TogetherWords() {}
}
