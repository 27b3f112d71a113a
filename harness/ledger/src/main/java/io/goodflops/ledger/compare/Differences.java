package io.goodflops.ledger.compare;

import io.goodflops.ledger.compare.Difference.Aspect;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is not like for like between columns. */
final class Differences {
  private Differences() {}

  static List<Difference> of(List<Column> columns) {
    List<Difference> all = new ArrayList<>();
    for (Aspect aspect : Aspect.values()) {
      all.add(
          new Difference(aspect, columns.stream().map(column -> value(aspect, column)).toList()));
    }
    return all;
  }

  private static String value(Aspect aspect, Column column) {
    RunRecord run = column.run();
    return switch (aspect) {
      case EVIDENCE -> run.evidence().name();
      case STATUS -> run.status().name();
      case DTYPES -> each(column, CaseRecord::dtype);
      case MODES -> each(column, c -> c.accumulate() + " " + c.mathMode());
      case LANES -> each(column, c -> c.lane().toLowerCase(Locale.ROOT));
      case DENSITY -> bases(column, Basis::density);
      case PEAK_BASIS -> bases(column, Basis::kind);
      case COUNT -> count(column);
      case POWER_LIMIT ->
          column.device().powerLimitWatts().isPresent()
              ? String.format(
                  Locale.ROOT, "%.0f W", column.device().powerLimitWatts().getAsDouble())
              : "";
      case DRIVER -> column.device().driver();
      case FIRMWARE -> column.device().firmware();
      case PLUGIN -> plugin(column);
      case TOOL -> run.toolVersion();
      case SCHEMA -> run.schemaVersion();
      case SUITE -> run.suite().name() + digest(run.suite().sha256());
      case TENDER -> run.settings().tender().map(t -> t.name() + digest(t.sha256())).orElse("");
      case CHALLENGE -> run.settings().challenge().orElse("");
      case FORKS -> forks(column);
      case HOST_CPU ->
          run.host().cpuModel()
              + ", "
              + run.host().physicalCores()
              + "/"
              + run.host().logicalCores();
      case OS -> run.host().os() + ", " + run.host().kernel();
      case VIRTUALIZATION -> run.host().virtualization();
      case JAVA -> run.host().javaVersion();
      case STOLEN ->
          run.host().noise().stealShare().isPresent()
              ? String.format(
                  Locale.ROOT, "%.0f %%", 100 * run.host().noise().stealShare().getAsDouble())
              : "";
      case DISTURBED -> disturbed(column);
      case DATE -> run.startedAt().substring(0, Math.min(10, run.startedAt().length()));
    };
  }

  private static String each(Column column, Function<CaseRecord, String> field) {
    return joined(column.cases().stream().map(field));
  }

  private static String disturbed(Column column) {
    long count = column.cases().stream().filter(c -> !c.disturbed().isEmpty()).count();
    return count == 0 ? "0" : count + "/" + column.cases().size();
  }

  /** Devices a case, and how many threads one has where that is its plugin's to choose. */
  private static String count(Column column) {
    String threads = column.device().properties().getOrDefault("threads", "");
    return each(column, c -> Integer.toString(c.devices().size()))
        + (threads.isEmpty() ? "" : " × " + threads + " threads");
  }

  private static String bases(Column column, Function<Basis, String> field) {
    return joined(
        column.cases().stream()
            .filter(c -> c.outcome() == Outcome.MEASURED)
            .map(CaseRecord::ledger)
            .flatMap(Optional::stream)
            .map(LedgerRecord::basis)
            .map(field));
  }

  private static String joined(Stream<String> values) {
    return String.join(", ", values.collect(Collectors.toCollection(TreeSet::new)));
  }

  private static String plugin(Column column) {
    return column.run().plugins().stream()
        .filter(p -> p.name().equals(column.device().plugin()))
        .findFirst()
        .map((PluginRecord p) -> p.name() + " " + p.version() + digest(p.sha256()))
        .orElse(column.device().plugin());
  }

  private static String digest(String sha256) {
    return sha256.isEmpty() ? "" : " (" + sha256.substring(0, Math.min(8, sha256.length())) + ")";
  }

  /** Forks of the measured cases, fewest to most. */
  private static String forks(Column column) {
    int[] counts =
        column.cases().stream()
            .filter(c -> c.outcome() == Outcome.MEASURED)
            .mapToInt(c -> c.forks().size())
            .sorted()
            .toArray();
    if (counts.length == 0) {
      return "";
    }
    int least = counts[0];
    int most = counts[counts.length - 1];
    return least == most ? Integer.toString(least) : least + "–" + most;
  }
}
