package io.goodflops.report.chart;

import io.goodflops.result.CaseRecord;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Short names for cases that stand together: what all of them share is left out. */
public final class CaseLabels {
  private CaseLabels() {}

  /** One label for each case, in order. */
  public static List<String> of(List<CaseRecord> cases) {
    List<Function<CaseRecord, String>> parts =
        List.of(CaseRecord::dtype, c -> c.lane().toLowerCase(Locale.ROOT), CaseRecord::device);
    List<Function<CaseRecord, String>> telling =
        parts.stream().filter(part -> cases.stream().map(part).distinct().count() > 1).toList();
    return cases.stream()
        .map(
            c ->
                c.workload()
                    + telling.stream()
                        .map(part -> " " + part.apply(c))
                        .collect(Collectors.joining())
                    + (c.pattern().equals("RANDOM")
                        ? ""
                        : " " + c.pattern().toLowerCase(Locale.ROOT)))
        .toList();
  }
}
