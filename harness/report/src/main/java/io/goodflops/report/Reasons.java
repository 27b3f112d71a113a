package io.goodflops.report;

import io.goodflops.report.text.Phrase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The harness' own reasons in both languages. A record holds them in English, so that it reads the
 * same for everybody; what a vendor says stays as it was said.
 */
final class Reasons {
  private static final String STOLEN = "被虚拟机监控程序抢占";
  private static final Map<Pattern, String> CHINESE = new LinkedHashMap<>();

  static {
    say("(\\S+ %) of the timed wall time was stolen by the hypervisor", "计时期间有 $1 " + STOLEN);
    say(
        "(\\S+ %) of the timed wall time was spent waiting for a CPU that other threads used",
        "计时期间有 $1 在等待被其他线程占用的处理器");
    say("(\\S+ %) of the timed wall time was spent in runtime pauses", "计时期间有 $1 为运行时停顿");
    say("NOT_CONVERGED: (\\d+) of at least (\\d+) forks", "未收敛：至少需 $2 个重复进程，仅有 $1 个");
    say("NOT_CONVERGED: (±\\S+ %) after (\\d+) forks, (±\\S+ %) asked", "未收敛：$2 个重复进程后为 $1，要求 $3");
    say(
        "no steady state: (\\d+) of (\\d+) forks were timed before warm-up settled",
        "未达稳态：$2 个重复进程中有 $1 个在预热稳定前即开始计时");
    say("bimodal: (\\d+) forks near (.+), (\\d+) near (.+)", "双峰：$1 个重复进程在 $2 附近，$3 个在 $4 附近");
    say("drift: (\\S+ %) from the first fork to the last", "漂移：从第一个到最后一个重复进程变化 $1");
    say("drift: second half of the batches (\\S+ %)", "漂移：后半批次变化 $1");
    say("skewed: mean time of a batch (\\S+ %) off its median", "偏斜：批次平均耗时偏离中位数 $1");
    say("faster than the declared peak by (\\S+ %)", "比标称峰值快 $1");
    say("faster than the measured peak by (\\S+ %)", "比实测峰值快 $1");
    say("faster than the best measured GEMM by (\\S+ %)", "比实测最佳矩阵乘快 $1");
    say("faster than the measured bandwidth by (\\S+ %)", "比实测带宽快 $1");
    say("(\\S+ %) faster than on random inputs", "比随机输入快 $1");
    say("the declared peak is (\\S+) times the measured one", "标称峰值为实测峰值的 $1 倍");
    say("more than 100 % of its basis: that ceiling is too low", "超过口径的 100%：该上限偏低");
    say("device clock counts (\\S+ %) more time than the host", "设备时钟比主机多计 $1");
    say(
        "the device's clock counted (\\S+ ms) while the host's counted (\\S+ ms)",
        "设备时钟计 $1，主机时钟计 $2");
    say("claims more time than the host saw pass", "声称的时间比主机看到的更长");
    say("claims that a batch took no time", "声称有批次不耗时");
    say(
        "claims (\\d+ ms) from its first batch to its last where the host saw (\\d+ ms)",
        "声称首末批次相隔 $1，主机看到 $2");
    say("reports other batches at its end than it did while it ran", "结束时报告的批次与运行中报告的不一致");
    say(
        "finish\\(\\) returned before the work was done: results could be read (\\S+ ms) after it,"
            + " the batch had taken (\\S+ ms)",
        "finish() 在工作完成前返回：其后 $1 才能读出结果，而该批次声称耗时 $2");
    say("twice the launches took (\\S+) times as long", "两倍的启动次数耗时为 $1 倍");
    say("not run: no other device was ready to run beside it", "未运行：没有其他设备就绪与之同时运行");
    say(
        "(\\d+) of (\\d+) rounds do not count: the others were at work beside it for (\\S+ %) of its"
            + " time, (\\S+ %) is the least",
        "$2 轮中有 $1 轮不计入：其余设备与之同时运行的时间仅占 $3，至少需要 $4");
    say(
        "beside it the result of (.+) was wrong, and nobody knows how much that one really did",
        "与之同时运行的 $1 结果错误，无法得知其实际完成了多少工作");
    say("not run: the run ended", "未运行：运行已结束");
    say("not run: the budget of (\\S+ s) is used up \\(--budget\\)", "未运行：时间预算 $1 已用完（--budget）");
    say(
        "no answer from (.+) within (\\d+ s); the process was killed \\(--fork-timeout\\)",
        "$1 在 $2 内无响应，进程已被终止（--fork-timeout）");
    say("the process crashed in (\\S+)(.*)", "进程在 $1 中崩溃$2");
    say("the process ran out of memory in (.+)", "进程在 $1 中耗尽内存");
    say("the process ended itself in (\\S+) with exit code (-?\\d+)", "进程在 $1 中自行退出，退出码 $2");
    say("the process ended itself in (\\S+)", "进程在 $1 中自行退出");
    say(
        "the process took more than the (.+) of memory it may have, in (.+), and was killed",
        "进程在 $2 中占用内存超过上限 $1，已被终止");
    say("the process left a report that cannot be read", "进程留下的报告无法读取");
    say(
        "the plugin's file (.+) changed after its hash was taken; nothing that ran since is counted",
        "插件文件 $1 在计算哈希后被改动；此后的运行均不计入");
  }

  private Reasons() {}

  private static void say(String english, String chinese) {
    CHINESE.put(Pattern.compile(english), chinese);
  }

  /** Several reasons, one after the other. */
  static Phrase of(List<String> reasons) {
    return Phrase.join("; ", "；", reasons.stream().map(Reasons::of).toList());
  }

  /** One reason. */
  static Phrase of(String reason) {
    for (Map.Entry<Pattern, String> known : CHINESE.entrySet()) {
      Matcher matcher = known.getKey().matcher(reason);
      if (matcher.matches()) {
        return new Phrase(reason, matcher.replaceFirst(known.getValue()));
      }
    }
    return Phrase.same(reason);
  }
}
