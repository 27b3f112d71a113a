package io.goodflops.report.chart;

import io.goodflops.result.CaseRecord;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Short names for cases, the same wherever a case is named: workload, dtype, lane, pattern. */
public final class CaseLabels {
  private static final Pattern GEMM =
      Pattern.compile(
          "gemm-(?:b(\\d+)x)?(\\d+)x(\\d+)x(\\d+)-([nt]{2})-([a-z0-9]+)((?:-[a-z0-9]+)*)");
  private static final Pattern STREAM =
      Pattern.compile("(copy|read|triad)-([0-9.]+)([KMGT]?i?B)-([a-z0-9]+)");

  private static final Pattern PROGRAM =
      Pattern.compile("train-(mlp|bottleneck|decoder)-([0-9a-z-]+)-([a-z0-9]+)");

  private CaseLabels() {}

  /** One label for each case, in order: with its device where there are several. */
  public static List<String> of(List<CaseRecord> cases) {
    boolean several = cases.stream().map(CaseRecord::device).distinct().count() > 1;
    return cases.stream().map(c -> withLane(c) + (several ? " " + c.device() : "")).toList();
  }

  /** Workload, dtype and lane: names a case apart from the others of its device. */
  public static String withLane(CaseRecord subject) {
    return of(subject)
        + " "
        + subject.lane().toLowerCase(Locale.ROOT)
        + (subject.pattern().equals("RANDOM")
            ? ""
            : " " + subject.pattern().toLowerCase(Locale.ROOT));
  }

  /** Whether it moves data and hardly calculates, so that bytes are its figure. */
  public static boolean isStream(CaseRecord subject) {
    return subject.workload().matches("(copy|read|triad)-.*")
        || (trainingOp(subject) && !subject.workload().startsWith("conv2d"));
  }

  /** Workload and dtype, for example {@code GEMM 256×4096×4096 NT BF16}. */
  public static String of(CaseRecord subject) {
    Matcher gemm = GEMM.matcher(subject.workload());
    if (gemm.matches()) {
      boolean cube = gemm.group(2).equals(gemm.group(3)) && gemm.group(3).equals(gemm.group(4));
      return "GEMM "
          + (gemm.group(1) == null ? "" : gemm.group(1) + "×")
          + (cube ? gemm.group(2) + "³" : gemm.group(2) + "×" + gemm.group(3) + "×" + gemm.group(4))
          + (gemm.group(5).equals("nn") ? "" : " " + gemm.group(5).toUpperCase(Locale.ROOT))
          + " "
          + gemm.group(6).toUpperCase(Locale.ROOT)
          + gemm.group(7).replace('-', ' ');
    }
    Matcher stream = STREAM.matcher(subject.workload());
    if (stream.matches()) {
      return stream.group(1)
          + " "
          + stream.group(2)
          + " "
          + stream.group(3)
          + " "
          + stream.group(4).toUpperCase(Locale.ROOT);
    }
    Matcher program = PROGRAM.matcher(subject.workload());
    if (program.matches()) {
      return program.group(1)
          + " step "
          + program.group(2).replaceAll("(?<=\\d)x(?=\\d)", "×").replace("-b", " b")
          + " "
          + program.group(3).toUpperCase(Locale.ROOT);
    }
    return trainingOp(subject) ? ofTrainingOp(subject) : subject.workload() + " " + subject.dtype();
  }

  /** Whether it is an op of a training step: these are called by their kind and their operands. */
  private static boolean trainingOp(CaseRecord subject) {
    String kind = subject.op().getOrDefault("kind", "");
    return !kind.isEmpty()
        && !kind.equals("matmul")
        && !kind.equals("fma-chain")
        && !kind.equals("matrix-chain")
        && !kind.equals("program")
        && subject.workload().matches(Pattern.quote(kind) + "-[0-9x]+(-[a-z0-9]+)*");
  }

  /** For example {@code conv2d backward data 2×64×56×56 of64 k3s1p1 FP32}. */
  private static String ofTrainingOp(CaseRecord subject) {
    String kind = subject.op().get("kind");
    String rest = subject.workload().substring(kind.length() + 1);
    int last = rest.lastIndexOf('-');
    return kind.replace('-', ' ')
        + " "
        + rest.substring(0, last).replaceAll("(?<=\\d)x(?=\\d)", "×").replace('-', ' ')
        + " "
        + rest.substring(last + 1).toUpperCase(Locale.ROOT);
  }
}
