package io.goodflops.cli;

import io.goodflops.engine.plan.SuiteCatalogue;
import io.goodflops.result.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists suites, or the workloads of one. */
@Command(name = "suites", mixinStandardHelpOptions = true)
final class SuitesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME|FILE", descriptionKey = "name")
  private Optional<String> name = Optional.empty();

  @Option(names = "--json")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<SuiteCatalogue.Entry> entries =
        name.map(wanted -> List.of(SuiteCatalogue.entry(wanted)))
            .orElseGet(SuiteCatalogue::builtin);
    if (json) {
      out.print(Json.pretty(java.util.Map.of("suites", entries)));
      out.flush();
      return ExitCode.OK;
    }
    for (SuiteCatalogue.Entry entry : entries) {
      out.printf(
          Locale.ROOT,
          "%-10s %s · %s (%d cases × %s forks, budget %.0f s)%n",
          entry.name(),
          entry.title(),
          entry.titleZh(),
          entry.cases().size(),
          entry.minForks() == entry.maxForks()
              ? Integer.toString(entry.minForks())
              : entry.minForks() + " to " + entry.maxForks(),
          entry.budgetSeconds());
      if (name.isPresent()) {
        for (SuiteCatalogue.Line line : entry.cases()) {
          out.printf(
              Locale.ROOT,
              "  %-48s %-7s %-7s %10.3f GFLOP %10.1f MB  %s%n",
              line.workload(),
              line.lane(),
              line.pattern(),
              line.flops() / 1e9,
              line.bytes() / 1e6,
              line.source());
        }
      }
    }
    out.flush();
    return ExitCode.OK;
  }
}
