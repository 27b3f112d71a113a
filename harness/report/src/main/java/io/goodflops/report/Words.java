package io.goodflops.report;

import io.goodflops.report.text.Phrase;
import java.util.Map;

/** Everything the page, the terminal summary and the tables say. */
final class Words {
  static final Phrase TITLE = new Phrase("GoodFLOPS report: %s", "GoodFLOPS 报告：%s");
  static final Phrase QUESTION =
      new Phrase(
          "Of the compute you pay for, how much reaches your workload, and where does the rest go?",
          "买来的算力，有多少真正用在业务上，其余去了哪里？");
  static final Phrase SKIP = new Phrase("Skip to the verdict", "跳到结论");
  static final Phrase LANGUAGE = new Phrase("Language", "语言");

  // header
  static final Phrase DEVICE = new Phrase("Device", "设备");
  static final Phrase VENDOR = new Phrase("Vendor", "厂商");
  static final Phrase DATE = new Phrase("Date (UTC)", "日期（UTC）");
  static final Phrase TOOL = new Phrase("Tool version", "工具版本");
  static final Phrase SUITE = new Phrase("Suite", "测试套件");
  static final Phrase TENDER = new Phrase("Tender", "招标文件");
  static final Phrase CHALLENGE = new Phrase("Challenge that seeds follow from", "种子所依据的挑战文本");
  static final Phrase RUN = new Phrase("Run", "运行编号");
  static final Phrase COUNT = new Phrase("%s \u00d7 %s", "%s \u00d7 %s");
  static final Phrase NO_DEVICE = new Phrase("no device", "无设备");
  static final Phrase SELF_TESTED = new Phrase("Self-tested", "自测");
  static final Phrase REPRODUCED = new Phrase("Reproduced", "已复现");
  static final Phrase EMULATED = new Phrase("Emulated device", "仿真设备");
  static final Phrase SIMULATED = new Phrase("Simulated device (SIMULATED)", "模拟设备 (SIMULATED)");
  static final Phrase COMPLETE = new Phrase("Complete", "完整");
  static final Phrase PARTIAL = new Phrase("Partial run", "未跑完");

  // verdict
  static final Phrase VERDICT = new Phrase("Verdict", "结论");

  /** The ledger's own sentence, put together here so that its digits are the same everywhere. */
  static final Phrase HEADLINE = new Phrase("Of 100 units of peak (%s): %s", "每 100 份峰值算力（%s）：%s");

  static final Phrase SIMULATED_VERDICT = new Phrase("[SIMULATED] %s", "【模拟】%s");
  static final Phrase EMULATED_VERDICT = new Phrase("[EMULATED] %s", "【仿真】%s");
  static final Phrase HEADLINE_PARTS =
      new Phrase(
          "%s effective, %s avoidable waste, %s hardware limit, %s unexplained.",
          "%s 份有效，%s 份可避免的无效算力，%s 份硬件受限，%s 份未归因。");

  static final Phrase LESS_THAN_NOTHING =
      new Phrase(
          "Less than nothing is unexplained: the machine ran differently while the causes were"
              + " measured.",
          "未归因为负：测各项原因时机器状态不同。");

  static final Phrase HEADLINE_PARTS_SHARED =
      new Phrase(
          "%s effective, %s avoidable waste (%s of it taken by others on this machine), %s hardware"
              + " limit, %s unexplained.",
          "%s 份有效，%s 份可避免的无效算力（其中 %s 份被本机其他程序或租户占用），%s 份硬件受限，%s 份未归因。");

  static final Phrase BANDWIDTH_HEADLINE =
      new Phrase("Of 100 bytes that could have moved (%s): %s", "每 100 份可用带宽（%s）：%s");
  static final Phrase NO_VERDICT =
      new Phrase(
          "No case gave a verified result with a ledger, so there is no verdict. The table of cases"
              + " says why.",
          "没有用例得出带账目的已校验结果，因此没有结论。原因见用例表。");
  static final Phrase EFFECTIVE_RATE = new Phrase("Effective rate", "有效速率");
  static final Phrase EFFECTIVE_SHARE = new Phrase("Effective share", "有效占比");
  static final Phrase COVERAGE = new Phrase("Coverage of the whole run", "全部用例的覆盖率");
  static final Phrase COVERAGE_VALUE = new Phrase("%s of %s cases verified", "%s/%s 个用例通过校验");
  static final Phrase CASES_COUNT = new Phrase("%s cases", "%s 个用例");
  static final Phrase ONE_CASE = new Phrase("1 case", "1 个用例");
  static final Phrase ALL_CASES = new Phrase("All %s cases", "全部 %s 个用例");
  static final Phrase CASES_OF = new Phrase("%s of %s cases", "%2$s 个用例中的 %1$s 个");
  static final Phrase INTERVAL = new Phrase("interval %s to %s", "区间 %s 至 %s");
  static final Phrase OWN_CEILING =
      new Phrase(
          "The basis is this device's own measured ceiling, not a data-sheet peak.",
          "口径为本设备自身的实测上限，不是标称峰值。");
  static final Phrase OTHER_BASES =
      new Phrase("Other lanes, types and devices, never added up", "其他赛道、数据类型与设备（不相加）");
  static final Phrase LEFT_OUT = new Phrase("%s left out: books invalid", "另有 %s 个账目无效，未计入");
  static final Phrase MORE_BASES =
      new Phrase("%s more bases are in the table of cases.", "另有 %s 种口径，见用例表。");
  static final Phrase BASES_APART =
      new Phrase(
          "One card for each device, lane and basis: shares on different bases are not comparable"
              + " and are never added up. The verdict above is that of the basis on which most cases"
              + " stand. Work that is bound by bandwidth is judged by bytes.",
          "每种设备、赛道与口径一张卡片：不同口径的占比不可比较，也不相加。上方结论取用例最多的口径。受带宽限制的用例按字节记账。");

  // warnings
  static final Phrase WARNINGS = new Phrase("Read this first", "请先阅读");
  static final Phrase WARN_SIMULATED =
      new Phrase(
          "Evidence %s: the device was simulated or emulated, the numbers say nothing about any"
              + " hardware and never rank.",
          "证据等级 %s：设备为模拟或仿真，数字不代表任何硬件，不参与排名。");
  static final Phrase WARN_PARTIAL =
      new Phrase(
          "The run was not finished: %s of %s planned cases have an outcome.",
          "运行未完成：计划 %2$s 个用例，仅 %1$s 个有结果。");
  static final Phrase WARN_WRONG =
      new Phrase(
          "%s: the device returned wrong results. Its speed does not count.",
          "%s：设备返回了错误结果，其速度不计入。");
  static final Phrase WARN_FAILED = new Phrase("%s: crashed, timed out or failed.", "%s：崩溃、超时或失败。");
  static final Phrase WARN_SUSPECT =
      new Phrase("%s: suspect, never ranked. Why: %s.", "%s：存疑，不参与排名。原因：%s。");
  static final Phrase WARN_INVALID =
      new Phrase(
          "%s: books invalid, the causes contradict each other or the ceiling. In no verdict.",
          "%s：账目无效，各项原因互相矛盾或与上限矛盾，不计入任何结论。");
  static final Phrase WARN_FEW_FORKS =
      new Phrase(
          "%s: fewer than the %s forks that the suite asks for; the time budget of %s was used up"
              + " or a fork failed.",
          "%s：重复进程数少于套件要求的 %s 个；时间预算 %s 已用完，或有进程失败。");
  static final Phrase WARN_DISTURBED =
      new Phrase(
          "%s: the machine was disturbed while it was measured. What a part of a bar lost or won by"
              + " that may stand in another: on a quiet machine the numbers differ.",
          "%s：测量期间机器受到干扰，由此产生的得失可能计入别的部分；在安静的机器上数字会不同。");
  static final Phrase OTHERS_HAD = new Phrase("%s on %s", "%2$s 上 %1$s");
  static final Phrase WARN_CEILINGS =
      new Phrase(
          "Ceilings were measured on a machine in use: others had the CPU in this part of the time"
              + " even in the quieter calibration: %s. A ceiling that is too low makes every share"
              + " of it too high.",
          "测定上限时机器正被占用：即使在较安静的一次校准中，其他程序占用处理器的时间也达到：%s。上限偏低会使以其为分母的占比偏高。");
  static final Phrase WARN_INDICATIVE =
      new Phrase(
          "%s: indicative only. Too few forks for a comparison between devices or versions.",
          "%s：仅供参考。重复次数不足，不可用于设备或版本间比较。");
  static final Phrase WARN_UNEXPLAINED =
      new Phrase("More than 10 %% of capacity is unexplained on: %s.", "以下口径超过 10%% 的算力未归因：%s。");
  static final Phrase WARN_MEASURED_BASIS =
      new Phrase(
          "No declared peak: shares are of the device's own measured ceiling. They tell how well it"
              + " is used, not how it compares with a data sheet.",
          "设备未声明标称峰值：占比以自身实测上限为分母，只说明利用得好不好，不代表与标称值之比。");

  // charts
  static final Phrase LEDGER = new Phrase("Where the compute goes", "算力去向");
  static final Phrase BY_CATEGORY = new Phrase("Show all categories", "展开全部类别");
  static final Phrase ROOFLINE = new Phrase("Roofline", "屋顶线");
  static final Phrase NO_CHART =
      new Phrase(
          "The chart could not be drawn on the machine that made this page. All of its numbers are"
              + " in the table.",
          "生成本页的机器无法绘图，全部数字见用例表。");

  // cases
  static final Phrase CASES = new Phrase("All cases", "全部用例");
  static final Phrase SORT_HINT = new Phrase("Click a column's title to sort.", "点击列标题排序。");
  static final Phrase CASE = new Phrase("Case", "用例");
  static final Phrase OUTCOME = new Phrase("Outcome", "结果");
  static final Phrase VERIFICATION = new Phrase("Verification", "校验");
  static final Phrase TIME = new Phrase("Time per launch", "单次耗时");
  static final Phrase RATE = new Phrase("Rate", "速率");
  static final Phrase LARGEST_LOSS = new Phrase("Largest loss", "最大损失");
  static final Phrase FORKS = new Phrase("Forks", "重复进程");
  static final Phrase REMARKS = new Phrase("Remarks", "备注");
  static final Phrase ERROR_BOUND = new Phrase("error %s, bound %s", "误差 %s，界限 %s");
  static final Phrase MEASURED = new Phrase("Measured", "已测");
  static final Phrase UNSUPPORTED = new Phrase("Unsupported", "不支持");
  static final Phrase WRONG = new Phrase("Wrong", "结果错误");
  static final Phrase CRASHED = new Phrase("Crashed", "崩溃");
  static final Phrase TIMED_OUT = new Phrase("Timed out", "超时");
  static final Phrase FAILED = new Phrase("Failed", "失败");
  static final Phrase NOT_MEASURED = new Phrase("not measured", "未测");
  static final Phrase RESULT_WRONG = new Phrase("result wrong", "结果错误");
  static final Phrase NOT_CHECKED = new Phrase("not checked", "未校验");
  static final Phrase NO_BASIS = new Phrase("no ceiling known", "无上限可比");
  static final Phrase NO_LOSS = new Phrase("none", "无");
  static final Phrase OF_BANDWIDTH = new Phrase("%s of bandwidth", "带宽的 %s");
  static final Phrase PLUS_MINUS = new Phrase("± the interval's larger side", "± 区间较大的一侧");
  static final Phrase SHARE_OF_BANDWIDTH = new Phrase("share of bandwidth", "占带宽之比");
  static final Phrase IS = new Phrase("%s: %s", "%s：%s");
  static final Phrase EFFECTIVE = new Phrase("Effective", "有效");
  static final Phrase REMAINDER = new Phrase("remainder, not understood", "余项，未明");
  static final Phrase REPEAT_WITH = new Phrase("Repeat it", "复现");

  static final Phrase NAMED_CASES = new Phrase("%s (%s)", "%s(%s)");
  static final Phrase SCOPE = new Phrase("%s \u00b7 %s \u00b7 %s", "%s \u00b7 %s \u00b7 %s");
  static final Phrase PASSED = new Phrase("Passed", "通过");
  static final Phrase NOT_PASSED = new Phrase("Not passed", "未通过");
  static final Phrase NOT_KNOWN = new Phrase("not known", "未知");
  static final Phrase ROOFLINE_NOTE =
      new Phrase(
          "How close each case comes to what this device was measured to reach. All ceilings are"
              + " measured here; a declared peak is dashed.",
          "各用例离本设备实测能力还有多远。上限均为本机实测，标称峰值用虚线表示。");

  // losses
  static final Phrase LOSSES =
      new Phrase("Biggest losses: what they mean, what to try", "最大的损失：含义与对策");
  static final Phrase LOSSES_NOTE =
      new Phrase(
          "Each share is of the capacity of all cases on its own basis; shares of different bases"
              + " do not add up.",
          "各占比以所注口径全部用例的容量为分母，不同口径的占比不相加。");
  static final Phrase LOSS = new Phrase("Loss", "损失");
  static final Phrase SHARE = new Phrase("Share", "占比");
  static final Phrase MEANING = new Phrase("What it means", "含义");
  static final Phrase ADVICE = new Phrase("What to try", "对策");

  // set-up and checks
  static final Phrase CHECKS =
      new Phrase("Set-up and checks: where this run's time went", "准备与校验：本次运行的时间去向");
  static final Phrase CHECKS_NOTE =
      new Phrase(
          "Wall time of the whole run. The verdict above counts the timed batches alone.",
          "整次运行的墙钟时间。上面的结论只计入计时批次。");
  static final Phrase DEVICE_TIME =
      new Phrase("All the time that the run held %s", "本次运行占用 %s 的全部时间");
  static final Phrase DEVICE_TIME_NOTE =
      new Phrase(
          "100 %% is what the device could have done in the time of all its processes, calibration"
              + " and checks included: %s. Only where all cases of a device stand on one basis.",
          "以设备在其全部进程期间（含标定与校验）本可完成的计算为 100 %%：%s。仅当该设备的全部用例以同一分母计时给出。");
  static final Phrase GROUP = new Phrase("Group", "类别");
  static final Phrase DEVICE_TIME_COLUMN = new Phrase("Device time", "设备时间");
  static final Phrase PHASE = new Phrase("Phase", "阶段");
  static final Phrase WALL_TIME = new Phrase("Wall time", "墙钟时间");
  static final Phrase TIMED = new Phrase("Timed batches", "计时批次");
  static final Phrase CALIBRATING = new Phrase("Calibration", "标定");
  static final Phrase OTHER_TIME = new Phrase("Claimed by no phase", "未归入任何阶段");
  static final Phrase WALL = new Phrase("Whole run", "整次运行");

  private static final Map<String, Phrase> PHASES =
      Map.ofEntries(
          Map.entry("probe", new Phrase("Looking for devices", "探测设备")),
          Map.entry("together", new Phrase("All devices at once", "全部设备同时运行")),
          Map.entry("fork.jvm", new Phrase("Starting processes", "启动进程")),
          Map.entry("fork.open", new Phrase("Opening the device", "打开设备")),
          Map.entry("fork.compile", new Phrase("Compiling kernels", "编译算子")),
          Map.entry("fork.data", new Phrase("Making input data", "生成输入数据")),
          Map.entry("fork.verify", new Phrase("Running for verification", "校验用运算")),
          Map.entry("fork.warmup", new Phrase("Warm-up", "预热")),
          Map.entry("fork.untimed", new Phrase("Between timed batches", "计时批次之间")),
          Map.entry("fork.judge", new Phrase("Checking results", "校验结果")),
          Map.entry("fork.trace", new Phrase("Tracing", "跟踪")),
          Map.entry("fork.teardown", new Phrase("Closing down", "收尾")));

  /** A phase by its id; one that is not known keeps its id. */
  static Phrase phase(String id) {
    return PHASES.getOrDefault(id, Phrase.same(id));
  }

  // calibration
  static final Phrase CALIBRATION = new Phrase("Calibration", "标定");
  static final Phrase CLOCK = new Phrase("Clock", "频率");
  static final Phrase DISPATCH_FLOOR = new Phrase("Dispatch floor", "最小下发耗时");
  static final Phrase TIMER_QUANTUM = new Phrase("Timer quantum", "计时器分辨率");
  static final Phrase DEVICE_CLOCK = new Phrase("Device clock", "设备时钟");
  static final Phrase OTHERS_SHARE =
      new Phrase("Others had the CPU, quieter pass", "处理器被他人占用（较安静的一次）");
  static final Phrase TIME_SPENT = new Phrase("Time spent", "耗时");
  static final Phrase NOTE = new Phrase("Note", "说明");
  static final Phrase COMPUTE_CEILINGS = new Phrase("Compute ceilings of %s", "%s 的算力上限");
  static final Phrase BANDWIDTH_CURVE = new Phrase("Bandwidth curve of %s", "%s 的带宽曲线");
  static final Phrase MODE = new Phrase("Mode", "计算模式");
  static final Phrase CEILING = new Phrase("Rate", "速率");
  static final Phrase HOW = new Phrase("How found", "得出方式");
  static final Phrase FMA_CHAIN = new Phrase("multiply-add chain", "乘加链");
  static final Phrase BEST_GEMM = new Phrase("best verified GEMM", "已校验的最佳 GEMM");
  static final Phrase WORKLOAD = new Phrase("Workload", "负载");
  static final Phrase BEFORE = new Phrase("At the start", "开始时");
  static final Phrase AFTER = new Phrase("At the end", "结束时");
  static final Phrase SPREAD = new Phrase("Spread", "离散度");
  static final Phrase CLOCK_SPREAD = new Phrase("Spread of clock", "频率离散度");
  static final Phrase WORKING_SET = new Phrase("Working set", "工作集");
  static final Phrase BANDWIDTH = new Phrase("Bandwidth", "带宽");
  static final Phrase OP = new Phrase("Fastest op", "最快的操作");
  static final Phrase CORRECTIONS = new Phrase("What the system reports wrongly", "系统误报的数值");
  static final Phrase FIELD = new Phrase("Field", "字段");
  static final Phrase REPORTED = new Phrase("Reported", "系统所报");
  static final Phrase USED = new Phrase("Used here", "此处采用");
  static final Phrase WHY = new Phrase("Why", "原因");

  // disclosure
  static final Phrase DISCLOSURE = new Phrase("Full disclosure", "完整披露");
  static final Phrase ENERGY = new Phrase("Energy, by the device's own sensors", "能耗（设备自身传感器）");
  static final Phrase MEAN_POWER = new Phrase("Mean power", "平均功率");
  static final Phrase ENERGY_PER_LAUNCH = new Phrase("Energy per launch", "单次能耗");
  static final Phrase ENERGY_PER_FLOP = new Phrase("Energy per effective FLOP", "每有效 FLOP 能耗");
  static final Phrase ENERGY_FROM = new Phrase("From", "来源");
  static final Phrase BY_COUNTER = new Phrase("energy counter, %s readings", "电能计数器，%s 次读数");
  static final Phrase BY_SAMPLES = new Phrase("%s samples of power", "%s 次功率采样");
  static final Phrase TOO_FEW_READINGS =
      new Phrase("too few: %s readings, %s are wanted", "读数过少：%s 次，需要 %s 次");
  static final Phrase SENSORS_DISAGREE =
      new Phrase(
          "none: the counter moved by %s J where samples of power make %s J; a unit is wrong",
          "无：计数器增加 %s J，而功率采样合计 %s J；单位有误");
  static final Phrase HOST = new Phrase("Host", "主机");
  static final Phrase OS = new Phrase("Operating system", "操作系统");
  static final Phrase CPU = new Phrase("Processor", "处理器");
  static final Phrase CORES = new Phrase("Cores", "核心数");
  static final Phrase CORES_VALUE = new Phrase("%s physical, %s logical", "%s 个物理核，%s 个逻辑核");
  static final Phrase MEMORY = new Phrase("Memory", "内存");
  static final Phrase VIRTUALIZATION = new Phrase("Virtualization", "虚拟化");
  static final Phrase JAVA = new Phrase("Java", "Java");
  static final Phrase STEAL = new Phrase("Stolen CPU time", "被抢占的 CPU 时间");
  static final Phrase LOAD = new Phrase("Load average", "平均负载");
  static final Phrase THROTTLED = new Phrase("Held back by quota", "被配额限制的时间");
  static final Phrase DEVICE_TITLE = new Phrase("Device %s", "设备 %s");
  static final Phrase MODEL = new Phrase("Model", "型号");
  static final Phrase PHYSICAL_ID = new Phrase("Physical id", "物理编号");
  static final Phrase PLUGIN = new Phrase("Plugin", "插件");
  static final Phrase DRIVER = new Phrase("Driver", "驱动");
  static final Phrase FIRMWARE = new Phrase("Firmware", "固件");
  static final Phrase POWER_LIMIT = new Phrase("Power limit", "功耗上限");
  static final Phrase DECLARED_PEAKS = new Phrase("Declared peaks", "标称峰值");
  static final Phrase NONE_DECLARED = new Phrase("none declared", "未声明");
  static final Phrase DENSITY = new Phrase("Density", "稠密或稀疏");
  static final Phrase UNIT_PATH = new Phrase("Unit", "计算单元");
  static final Phrase SOURCE = new Phrase("Source", "来源");
  static final Phrase CITATION = new Phrase("Citation", "出处");
  static final Phrase PLUGINS = new Phrase("Plugins", "插件");
  static final Phrase VERSION = new Phrase("Version", "版本");
  static final Phrase SPI = new Phrase("SPI", "SPI");
  static final Phrase ABSENCE = new Phrase("Device found?", "是否找到设备");
  static final Phrase PRESENT = new Phrase("yes", "是");
  static final Phrase LOOKED_FOR = new Phrase("no: %s (looked for %s)", "否：%s（查找过 %s）");
  static final Phrase SHA256 = new Phrase("SHA-256", "SHA-256");
  static final Phrase SETTINGS = new Phrase("Settings", "设置");
  static final Phrase LABELS = new Phrase("Labels", "标签");
  static final Phrase COMMAND = new Phrase("Command line", "命令行");
  static final Phrase SUITE_HASH = new Phrase("Suite file, SHA-256", "套件文件 SHA-256");
  static final Phrase STARTED = new Phrase("Started", "开始");
  static final Phrase FINISHED = new Phrase("Finished", "结束");
  static final Phrase PRECISION = new Phrase("Precision aimed at", "目标精度");
  static final Phrase BUDGET = new Phrase("Time budget", "时间预算");
  static final Phrase FORK_RANGE = new Phrase("Forks per case", "每用例重复进程数");
  static final Phrase FROM_TO = new Phrase("%s to %s", "%s 至 %s");
  static final Phrase BATCHES = new Phrase("Timed batches", "计时批次");
  static final Phrase BATCHES_VALUE =
      new Phrase("at least %s of at least %s, %s in all", "至少 %s 批，每批至少 %s，合计至少 %s");
  static final Phrase SCHEMA = new Phrase("Record format", "记录格式");
  static final Phrase GLOSSARY = new Phrase("Glossary", "术语表");

  private Words() {}
}
