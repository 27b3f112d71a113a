package io.goodflops.engine.plan;

import io.goodflops.workload.suite.BuiltinSuites;
import io.goodflops.workload.suite.Suite;
import java.util.List;
import java.util.Locale;

/** Suites as a list to show. */
public final class SuiteCatalogue {
  private SuiteCatalogue() {}

  /** A suite with its cases on one device. */
  public record Entry(
      String name,
      String title,
      String titleZh,
      String sha256,
      int minForks,
      int maxForks,
      double budgetSeconds,
      List<Line> cases) {
    public Entry {
      cases = List.copyOf(cases);
    }
  }

  /** A workload in one lane and pattern. */
  public record Line(
      String workload, String lane, String pattern, long flops, long bytes, String source) {}

  /** All suites that come with GoodFLOPS. */
  public static List<Entry> builtin() {
    return BuiltinSuites.names().stream().map(SuiteCatalogue::entry).toList();
  }

  /** One suite, by name or file. */
  public static Entry entry(String nameOrFile) {
    return entry(SuiteFiles.load(nameOrFile));
  }

  /** A suite that was loaded. */
  public static Entry entry(SuiteFiles.Loaded loaded) {
    Suite suite = loaded.suite();
    return new Entry(
        suite.name(),
        suite.title(),
        suite.titleZh(),
        loaded.sha256(),
        suite.policy().minForks(),
        suite.policy().maxForks(),
        suite.policy().budgetSeconds(),
        lines(suite));
  }

  private static List<Line> lines(Suite suite) {
    return suite.shapes().stream()
        .map(
            shape ->
                new Line(
                    shape.workload().name(),
                    shape.lane().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    shape.pattern().name().toLowerCase(Locale.ROOT),
                    shape.workload().flops(),
                    shape.workload().bytes(),
                    shape.workload().source()))
        .toList();
  }
}
