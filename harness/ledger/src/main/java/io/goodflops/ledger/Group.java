package io.goodflops.ledger;

import java.util.List;

/** The six groups that charts open on, in their fixed order, and the strip beside them. */
public enum Group {
  EFFECTIVE("effective", "Effective", "有效算力", "Needed work, result verified", "业务所需，结果已校验"),
  EXTRA_WORK("extra_work", "Extra work", "多余计算", "Recompute, padding, failed checks", "重算、填充、校验未过"),
  WAITING(
      "waiting",
      "Waiting",
      "等待空转",
      "For launches, data, copies, other cards, other tenants",
      "等启动、数据、拷贝、他卡、他租户"),
  SOFTWARE_GAP(
      "software_gap",
      "Software gap",
      "软件差距",
      "Slower than this chip's own measured limits",
      "未达本芯片实测上限"),
  HARDWARE_LIMIT(
      "hardware_limit",
      "Hardware limit",
      "硬件受限",
      "Bandwidth, clock, unreachable paper peak",
      "带宽、频率、达不到的标称峰值"),
  UNEXPLAINED("unexplained", "Unexplained", "未归因", "Not measured or not understood", "未测或未明，不补零"),
  /** Outside the steady window: a separate strip, in no headline. */
  SETUP_AND_CHECKS(
      "setup_and_checks",
      "Set-up and checks",
      "准备与校验",
      "Before, between and after the timed batches",
      "计时批次之前、之间和之后");

  /** The six groups of a steady ledger. */
  public static final List<Group> SIX =
      List.of(EFFECTIVE, EXTRA_WORK, WAITING, SOFTWARE_GAP, HARDWARE_LIMIT, UNEXPLAINED);

  private final String id;
  private final String en;
  private final String zh;
  private final String lineEn;
  private final String lineZh;

  Group(String id, String en, String zh, String lineEn, String lineZh) {
    this.id = id;
    this.en = en;
    this.zh = zh;
    this.lineEn = lineEn;
    this.lineZh = lineZh;
  }

  /** Stable word for files and style sheets. */
  public String id() {
    return id;
  }

  /** The name a reader sees. */
  public Text label() {
    return new Text(en, zh);
  }

  /** What belongs to it, in one line. */
  public Text line() {
    return new Text(lineEn, lineZh);
  }
}
