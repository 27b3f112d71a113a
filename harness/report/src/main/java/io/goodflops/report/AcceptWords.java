package io.goodflops.report;

import io.goodflops.ledger.accept.Condition;
import io.goodflops.ledger.accept.Ruling;
import io.goodflops.report.text.Phrase;

/** What is said of a tender and the runs that answer it. */
final class AcceptWords {
  static final Phrase TITLE = new Phrase("GoodFLOPS acceptance: %s", "GoodFLOPS 验收：%s");
  static final Phrase COUNTS =
      new Phrase(
          "%s tests hold, %s fail, %s without sufficient evidence", "成立 %s 项，不成立 %s 项，证据不足 %s 项");
  static final Phrase AGAINST =
      new Phrase(
          "Tender %s (SHA-256 %s). Runs: %s, devices: %s.", "招标文件 %s（SHA-256 %s）。运行：%s 次，设备：%s 台。");
  static final Phrase CHALLENGE = new Phrase("Challenge: %s", "挑战文本：%s");
  static final Phrase NO_CHALLENGE =
      new Phrase(
          "The tender sets no challenge, so a run may be older than the tender.",
          "招标文件未设挑战文本，因此运行可能早于招标。");
  static final Phrase RULING = new Phrase("Ruling", "裁定");
  static final Phrase UNIT = new Phrase("Unit or run", "设备或运行");
  static final Phrase TEST = new Phrase("Test", "测试项");
  static final Phrase WANTED = new Phrase("Asked for", "要求");
  static final Phrase FOUND = new Phrase("Found", "实测");
  static final Phrase RATIO = new Phrase("Found \u00f7 needed", "实测\u00f7所需");
  static final Phrase WHY = new Phrase("Why", "原因");
  static final Phrase UNITS = new Phrase("Units", "设备");
  static final Phrase EVIDENCE = new Phrase("Evidence, test by test", "逐项证据");
  static final Phrase EVIDENCE_NOTE =
      new Phrase(
          "The worst first. In the ratio's brackets: its one-sided 95 % bounds, the margin of the"
              + " tender taken into account.",
          "按严重程度排列。比值方括号内为两侧各 95% 的单侧界，已计入招标文件的容差。");
  static final Phrase METHOD_TEXT =
      new Phrase(
          "A minimum holds on a unit if the one-sided 95 % bound of its measured rate lies above"
              + " it, and fails if the bound on the other side lies below it, adjusted by Holm over"
              + " all tests; else the evidence is insufficient. A case that is missing, refused,"
              + " crashed, wrong or unchecked fails. Suspect, unsteady and indicative figures and"
              + " simulated devices are no evidence. All tests must hold.",
          "最低要求：若实测速率的单侧 95% 下界高于要求，则成立；若上界低于要求（对全部检验作 Holm 校正），则不成立；否则证据不足。"
              + "缺失、拒绝、崩溃、结果错误或未校验的用例一律不成立。存疑、不稳定、仅供参考的数字以及模拟设备不构成证据。全部检验都须成立。");
  static final Phrase VERIFIED = new Phrase("a verified result", "结果已校验");
  static final Phrase AT_LEAST = new Phrase("at least %s", "至少 %s");
  static final Phrase OF_REFERENCE = new Phrase("\u00d7%s of the reference", "参考运行的 \u00d7%s");
  static final Phrase LESS_MARGIN = new Phrase("%s, less %s", "%s，容差 %s");
  static final Phrase AT_MOST = new Phrase("at most %s", "至多 %s");
  static final Phrase SPREAD = new Phrase("Spread: %s", "离散度：%s");
  static final Phrase NOTHING = new Phrase("nothing", "无");
  static final Phrase HOLDS = new Phrase("holds", "成立");
  static final Phrase BELOW = new Phrase("below the minimum", "低于要求");
  static final Phrase ABOVE = new Phrase("above the maximum", "高于上限");
  static final Phrase WIDE = new Phrase("the interval holds the limit", "区间跨越界限");
  static final Phrase OTHER = new Phrase("not what was asked for", "与要求不符");
  static final Phrase AND_MORE =
      new Phrase("and %s verified results that no criterion asks about", "另有 %s 项无判据、结果已校验");

  private AcceptWords() {}

  static Phrase of(Ruling ruling) {
    return switch (ruling) {
      case ACCEPT -> new Phrase("ACCEPT", "通过");
      case REJECT -> new Phrase("REJECT", "不通过");
      case INSUFFICIENT -> new Phrase("INSUFFICIENT EVIDENCE", "证据不足");
    };
  }

  static Phrase of(Condition.Kind kind) {
    return switch (kind) {
      case TENDER -> new Phrase("The run follows this tender", "按本招标文件运行");
      case SUITE -> new Phrase("The suite is the tender's", "套件与招标文件一致");
      case CHALLENGE -> new Phrase("The run names the challenge", "记录载有挑战文本");
      case SEEDS -> new Phrase("Seeds follow from the challenge", "种子由挑战文本导出");
      case UNITS -> new Phrase("Different units tested", "受测的不同设备数");
    };
  }
}
