package io.goodflops.report;

import io.goodflops.ledger.compare.Claim;
import io.goodflops.ledger.compare.Difference.Aspect;
import io.goodflops.ledger.compare.Refusal;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;

/** What page, terminal and tables say of several runs. */
final class CompareWords {
  static final Phrase TITLE =
      new Phrase("GoodFLOPS comparison of %s devices", "GoodFLOPS 对比：%s 个设备");
  static final Phrase HEADING = new Phrase("%s devices, %s workloads", "%s 个设备，%s 个负载");
  static final Phrase BASELINE = new Phrase("baseline", "基准");
  static final Phrase NOT_ALIKE = new Phrase("Not like for like", "不可直接对比之处");
  static final Phrase NOT_ALIKE_NOTE =
      new Phrase(
          "What differs besides the device itself. A ratio below also contains the effect of each"
              + " of these.",
          "除设备本身之外的差异。下文的比值也包含这些差异的影响。");
  static final Phrase ALL_ALIKE =
      new Phrase("Nothing that a record tells differs, but the device.", "除设备外，记录所载各项均一致。");
  static final Phrase ALIKE =
      new Phrase("What is alike, and what no run tells", "一致的项目，以及记录未载明的项目");
  static final Phrase ASPECT = new Phrase("What", "项目");
  static final Phrase NOT_TOLD = new Phrase("not told", "未载明");
  static final Phrase SUMMARY = new Phrase("Verdicts by device", "各设备的结论");
  static final Phrase SUMMARY_NOTE =
      new Phrase(
          "Against %s, margin %s. A claim holds for the whole page: the chance of a single false"
              + " one is at most 5 %% (Holm). No device is called better or worse as a whole: mind"
              + " the workloads that are yours.",
          "以 %s 为基准，容差 %s。结论对整页成立：出现任何一个误判的概率不超过 5%%（Holm 校正）。本页不给出总体优劣，请看与您业务相关的负载。");
  static final Phrase FASTER_COUNT = new Phrase("Faster", "更快");
  static final Phrase EQUIVALENT_COUNT = new Phrase("Equivalent", "相当");
  static final Phrase SLOWER_COUNT = new Phrase("Slower", "更慢");
  static final Phrase INCONCLUSIVE_COUNT = new Phrase("Inconclusive", "无法判定");
  static final Phrase NO_VERDICT_COUNT = new Phrase("No verdict", "不作结论");
  static final Phrase COVERED = new Phrase("Coverage", "覆盖率");
  static final Phrase COVERED_VALUE = new Phrase("%s of %s", "%s/%s 个");
  static final Phrase GEOMETRIC = new Phrase("Geometric mean", "几何平均");
  static final Phrase GEOMETRIC_VALUE =
      new Phrase("\u00d7%s over the %s that all ran", "\u00d7%s（全部设备都测得的 %s 个负载）");
  static final Phrase GEOMETRIC_NOTE =
      new Phrase(
          "A geometric mean weighs all workloads alike, which yours are not, and has no interval:"
              + " it is no headline.",
          "几何平均对各负载一视同仁，而实际业务并非如此；它没有置信区间，不能作为总体结论。");
  static final Phrase NO_GEOMETRIC = new Phrase("no workload that all ran", "没有全部设备都测得的负载");
  static final Phrase MATRIX = new Phrase("Workload by workload", "逐个负载");
  static final Phrase MATRIX_NOTE =
      new Phrase(
          "In each cell: effective rate with its 95 % interval; below it rate \u00f7 the baseline's,"
              + " with its 95 % interval; then the verdict. A cell without a figure says why.",
          "每格依次为：有效速率及其 95% 区间；与基准速率之比及其 95% 区间；结论。没有数字的格子注明原因。");
  static final Phrase WORKLOAD = new Phrase("Workload", "负载");
  static final Phrase SHARES = new Phrase("Where the compute goes, in % of peak", "算力去向（占峰值的 %）");
  static final Phrase ABSOLUTE =
      new Phrase("Where the compute goes, in TFLOP/s or GB/s", "算力去向（绝对值，TFLOP/s 或 GB/s）");
  static final Phrase SHARES_NOTE =
      new Phrase(
          "100 % is each device's own peak, and a small peak is easily filled: read this together"
              + " with the absolute figures. Different kinds of basis stand in different panels.",
          "100% 为各设备自身的峰值，峰值小者更易占满：请与绝对值图一并阅读。不同口径分列于不同小图。");
  static final Phrase METHOD = new Phrase("How the verdicts come about", "结论如何得出");
  static final Phrase METHOD_TEXT =
      new Phrase(
          "Ratio: mean time of the baseline \u00f7 mean time of the device, over forks (fresh"
              + " processes). Interval: hierarchical bootstrap, forks drawn whole and studentised,"
              + " from 15 forks on each side; below that Welch's t, without a verdict. Faster or"
              + " slower: beyond the margin; equivalent: within it both ways (TOST); else"
              + " inconclusive. Wrong, suspect and indicative results, forks with two modes or a"
              + " drift, and simulated devices get no verdict.",
          "比值：基准的平均耗时 \u00f7 该设备的平均耗时，以重复进程为单位。区间：分层自助法（整进程重抽样并学生化），两侧各至少"
              + " 15 个进程；不足时用 Welch t 区间，不作结论。更快或更慢：超出容差；相当：双向均在容差内（TOST）；否则无法判定。"
              + "结果错误、存疑、仅供参考、双峰或漂移，以及模拟设备，均不作结论。");
  static final Phrase DEVICES = new Phrase("Devices", "设备");
  static final Phrase RUN = new Phrase("Run", "运行编号");
  static final Phrase BASED_ON = new Phrase("baseline of all ratios", "全部比值的基准");
  static final Phrase WITHOUT_INTERVAL = new Phrase("no interval", "无区间");
  static final Phrase REFUSED = new Phrase("No verdict: %s", "不作结论：%s");
  static final Phrase WITH_DETAIL = new Phrase("%s (%s)", "%s（%s）");
  static final Phrase LINE =
      new Phrase(
          "%s: faster on %s, slower on %s, equivalent on %s, inconclusive on %s, no verdict on %s;"
              + " %s of %s measured.",
          "%s：更快 %s，更慢 %s，相当 %s，无法判定 %s，不作结论 %s；测得 %s/%s。");
  static final Phrase DIFFERS = new Phrase("%s differs: %s", "%s不同：%s");
  static final Phrase MORE_DIFFERENCES = new Phrase("and %s more, see the page", "另有 %s 项，见页面");
  static final Phrase WARN_MIXED =
      new Phrase(
          "Simulated or emulated devices stand beside measured ones: their figures say nothing"
              + " about any hardware.",
          "模拟或仿真设备与实测设备并列：前者的数字不代表任何硬件。");
  static final Phrase WARN_SIMULATED =
      new Phrase(
          "Simulated or emulated devices: the figures say nothing about any hardware.",
          "模拟或仿真设备：数字不代表任何硬件。");
  static final Phrase WARN_SCHEMA =
      new Phrase(
          "Records of different major formats: fields of the same name may mean different things.",
          "记录格式的主版本不同：同名字段的含义可能不同。");
  static final Phrase WARN_FEW =
      new Phrase(
          "%s of %s figures are indicative: fewer than 15 forks, too few for a verdict. Measure with"
              + " --suite standard.",
          "%2$s 个数字中有 %1$s 个仅供参考：重复进程不足 15 个，不能作结论。请用 --suite standard 测量。");

  private CompareWords() {}

  /** A verdict in a word. */
  static Phrase of(Claim claim) {
    return switch (claim) {
      case FASTER -> new Phrase("faster", "更快");
      case SLOWER -> new Phrase("slower", "更慢");
      case EQUIVALENT -> new Phrase("equivalent", "相当");
      case INCONCLUSIVE -> new Phrase("inconclusive", "无法判定");
    };
  }

  /** Why there is no figure or no verdict, with the record's own words. */
  static Phrase of(Refusal refusal) {
    Phrase why = why(refusal.why());
    return switch (refusal.why()) {
      case INDICATIVE -> why.with(refusal.detail());
      default ->
          refusal.detail().isBlank() ? why : WITH_DETAIL.with(why, Reasons.of(refusal.detail()));
    };
  }

  private static Phrase why(Refusal.Why why) {
    return switch (why) {
      case NOT_RUN -> new Phrase("not run", "未运行");
      case UNSUPPORTED -> new Phrase("not supported", "不支持");
      case WRONG -> new Phrase("result wrong", "结果错误");
      case NOT_MEASURED -> new Phrase("not measured", "未测得");
      case OTHER_WORK -> new Phrase("other work under this name", "同名但工作量不同");
      case BASELINE -> BASELINE;
      case NO_BASELINE -> new Phrase("the baseline has no sound figure", "基准没有可靠的数字");
      case SUSPECT -> new Phrase("suspect", "存疑");
      case NOT_RANDOM -> new Phrase("not on random inputs", "非随机输入");
      case UNSTEADY -> new Phrase("unsteady", "不稳定");
      case INDICATIVE -> new Phrase("indicative, %s forks", "仅供参考，%s 个进程");
      case NOT_REAL -> new Phrase("simulated device", "模拟设备");
    };
  }

  /** A thing that should be alike. */
  static Phrase of(Aspect aspect) {
    return switch (aspect) {
      case EVIDENCE -> new Phrase("Evidence", "证据等级");
      case STATUS -> new Phrase("Run complete", "是否跑完");
      case DTYPES -> new Phrase("Data types", "数据类型");
      case MODES -> new Phrase("Accumulator and compute mode", "累加类型与计算模式");
      case LANES -> new Phrase("Lanes", "赛道");
      case DENSITY -> new Phrase("Dense or sparse peak", "峰值稠密或稀疏");
      case PEAK_BASIS -> new Phrase("Kind of peak", "峰值口径");
      case COUNT -> new Phrase("Devices per case", "每用例设备数");
      case POWER_LIMIT -> Words.POWER_LIMIT;
      case DRIVER -> Words.DRIVER;
      case FIRMWARE -> Words.FIRMWARE;
      case PLUGIN -> Words.PLUGIN;
      case TOOL -> Words.TOOL;
      case SCHEMA -> Words.SCHEMA;
      case SUITE -> Words.SUITE;
      case TENDER -> Words.TENDER;
      case CHALLENGE -> Words.CHALLENGE;
      case FORKS -> Words.FORK_RANGE;
      case HOST_CPU -> new Phrase("Host processor, cores", "主机处理器与核心数");
      case OS -> Words.OS;
      case VIRTUALIZATION -> Words.VIRTUALIZATION;
      case JAVA -> new Phrase("Java version", "Java 版本");
      case STOLEN -> Words.STEAL;
      case DISTURBED -> new Phrase("Disturbed cases", "受扰用例");
      case DATE -> Words.DATE;
    };
  }

  /** "×1.08". */
  static String times(double ratio) {
    return "\u00d7" + Figures.decimal(ratio, ratio < 10 ? 3 : 1);
  }
}
