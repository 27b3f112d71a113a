package io.goodflops.report.chart;

import io.goodflops.result.CaseRecord;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Short names for cases that stand together: what all of them share is left out. */
public final class CaseLabels {
  private static final Pattern GEMM =
      Pattern.compile(
          "gemm-(?:b(\\d+)x)?(\\d+)x(\\d+)x(\\d+)-([nt]{2})-([a-z0-9]+)((?:-[a-z0-9]+)*)");
  private static final Pattern STREAM =
      Pattern.compile("(copy|read|triad)-([0-9.]+)([KMGT]?i?B)-([a-z0-9]+)");

  private CaseLabels() {}

  /** One label for each case, in order. */
  public static List<String> of(List<CaseRecord> cases) {
    List<Function<CaseRecord, String>> parts =
        List.of(c -> c.lane().toLowerCase(Locale.ROOT), CaseRecord::device);
    List<Function<CaseRecord, String>> telling =
        parts.stream().filter(part -> cases.stream().map(part).distinct().count() > 1).toList();
    return cases.stream()
        .map(
            c ->
                of(c)
                    + telling.stream()
                        .map(part -> " " + part.apply(c))
                        .collect(Collectors.joining())
                    + (c.pattern().equals("RANDOM")
                        ? ""
                        : " " + c.pattern().toLowerCase(Locale.ROOT)))
        .toList();
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
    return subject.workload().matches("(copy|read|triad)-.*");
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
    return subject.workload() + " " + subject.dtype();
  }
}
