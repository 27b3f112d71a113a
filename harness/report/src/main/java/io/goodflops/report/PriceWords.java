package io.goodflops.report;

import io.goodflops.ledger.price.Missing;
import io.goodflops.report.text.Phrase;
import java.util.List;

/** What is said of prices, energy and mixes of workloads. */
final class PriceWords {
  static final Phrase TITLE = new Phrase("Price and energy", "价格与能耗");
  static final Phrase NOTE =
      new Phrase(
          "Per effective PFLOP-hour (3.6 EFLOP of verified work): line items and electricity, idle"
              + " hours included; per effective EFLOP; and the energy of the device per effective"
              + " PFLOP, by its own sensors. In brackets: 95 % intervals of what was measured; prices"
              + " have a date and no interval. Per workload only: there is no price of a device as a"
              + " whole.",
          "每有效 PFLOP 小时（即 3.6 EFLOP 已校验的工作量）的费用：采购项与电费，含空闲时段；每有效 EFLOP"
              + " 的费用；以及设备自身传感器测得的每有效 PFLOP 能耗。方括号内为实测量的 95% 区间；价格只有日期，没有区间。"
              + "仅按负载给出，不存在设备的总体单价。");
  static final Phrase INPUTS = new Phrase("Inputs", "输入");
  static final Phrase WORKLOAD = CompareWords.WORKLOAD;
  static final Phrase TOTAL = new Phrase("%s per PFLOP-hour", "每 PFLOP 小时 %s");
  static final Phrase ITEMS = new Phrase("line items %s", "采购项 %s");
  static final Phrase ELECTRICITY = new Phrase("electricity %s", "电费 %s");
  static final Phrase EFLOP = new Phrase("%s per EFLOP", "每 EFLOP %s");
  static final Phrase ENERGY = new Phrase("energy %s per PFLOP", "每 PFLOP 能耗 %s");
  static final Phrase ENERGY_MISSING = new Phrase("Energy: %s", "能耗：%s");
  static final Phrase TOTAL_MISSING = new Phrase("Total: %s", "总费用：%s");
  static final Phrase NOT_COMPUTED = new Phrase("not computed: missing %s", "未计算：缺少%s");
  static final Phrase MONEY = new Phrase("Where a year's money goes", "一年的钱花在哪里");
  static final Phrase MONEY_NOTE =
      new Phrase(
          "If the device did nothing but this workload: its money of a year, divided like its ledger,"
              + " and what the hours without work cost. An allocation, not a saving that anybody can"
              + " have. Below each amount: an interval of at least 95 %.",
          "假设设备只运行该负载：一年的费用按其账目分摊，另列无工作时段的费用。这是分摊，不是可以省下的钱。金额下方为至少 95% 的区间。");
  static final Phrase NO_WORK = new Phrase("Hours without work", "无工作时段");
  static final Phrase WITHOUT_ELECTRICITY =
      new Phrase("without electricity: missing %s", "不含电费：缺少%s");
  static final Phrase BASIS = new Phrase("100 %% is %s", "100%% 为 %s");
  static final Phrase PROFILE = new Phrase("Mix of workloads: %s", "负载组合：%s");
  static final Phrase PROFILE_NOTE =
      new Phrase(
          "Sum of counts \u00d7 mean times, each workload as it was measured alone: no overlap, no"
              + " fusion, nothing between launches. Source of the counts: %s",
          "次数 \u00d7 平均耗时之和，各负载均为单独测得：不含重叠、融合及启动间隙。次数来源：%s");
  static final Phrase TIME = new Phrase("Time of the mix", "组合耗时");
  static final Phrase OVER = new Phrase("Baseline's time \u00f7 its own", "基准耗时\u00f7本设备耗时");
  static final Phrase COST = new Phrase("Cost of a million mixes", "一百万次组合的费用");
  static final Phrase ITEMS_ALONE = new Phrase("%s (line items alone)", "%s（仅采购项）");
  static final Phrase NO_PRICES = new Phrase("a price list (--prices)", "价格表（--prices）");
  static final Phrase SOME_PRICE = new Phrase("what the price table names", "价格表格中所列的输入");
  static final Phrase COUNTED = new Phrase("Counts", "次数");
  static final Phrase MORE = new Phrase("%s and %s more", "%s 等，另有 %s 个");
  static final Phrase CURRENCY = new Phrase("Currency", "币种");
  static final Phrase DAY = new Phrase("Date of the prices", "价格日期");
  static final Phrase REGION = new Phrase("Region", "地区");
  static final Phrase YEARS = new Phrase("Years of use", "使用年限");
  static final Phrase HOURS = new Phrase("Hours a year", "每年可用小时");
  static final Phrase UTILISATION = new Phrase("Utilisation", "利用率");
  static final Phrase TARIFF = new Phrase("Tariff per kWh", "每千瓦时电价");
  static final Phrase PUE = new Phrase("PUE", "电能利用效率（PUE）");
  static final Phrase FILE = new Phrase("File (SHA-256)", "文件（SHA-256）");

  private PriceWords() {}

  /** "not computed: missing a, b". */
  static Phrase notComputed(List<Missing> missing) {
    return NOT_COMPUTED.with(names(missing));
  }

  static Phrase names(List<Missing> missing) {
    return Phrase.join(", ", "、", missing.stream().map(PriceWords::of).toList());
  }

  private static Phrase of(Missing missing) {
    return switch (missing) {
      case CURRENCY -> new Phrase("currency", "币种（currency）");
      case DATE -> new Phrase("date", "日期（date）");
      case REGION -> new Phrase("region", "地区（region）");
      case OFFER -> new Phrase("an offer for this device", "该设备的报价（offers）");
      case YEARS -> new Phrase("years", "年限（years）");
      case HOURS -> new Phrase("hoursPerYear", "每年小时数（hoursPerYear）");
      case UTILISATION -> new Phrase("utilisation", "利用率（utilisation）");
      case TARIFF -> new Phrase("tariffPerKwh", "电价（tariffPerKwh）");
      case PUE -> new Phrase("pue", "电能利用效率（pue）");
      case IDLE_POWER -> new Phrase("idleWatts", "空闲功率（idleWatts）");
      case MEASURED_POWER -> new Phrase("measured power", "实测功率");
      case FIGURE -> new Phrase("a sound figure", "可靠的实测值");
      case FLOP -> new Phrase("FLOP in this workload", "该负载的 FLOP");
      case LEDGER -> new Phrase("a valid ledger", "有效的账目");
    };
  }
}
