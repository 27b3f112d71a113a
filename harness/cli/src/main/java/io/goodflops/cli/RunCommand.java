package io.goodflops.cli;

import io.goodflops.engine.run.Engine;
import io.goodflops.engine.run.OpenRun;
import io.goodflops.engine.run.RunRequest;
import io.goodflops.ledger.Books;
import io.goodflops.ledger.Stein;
import io.goodflops.report.Report;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.JmhJson;
import io.goodflops.result.Json;
import io.goodflops.result.Manifest;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job. */
@Command(
    name = "run",
    description = "Measures devices with a suite, checks every result and reports.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PluginOptions plugins;

  @Option(
      names = "--suite",
      paramLabel = "NAME|FILE",
      description = "What to measure; 'goodflops suites' lists them. Default: quick.")
  private Optional<String> suite = Optional.empty();

  @Option(
      names = "--device",
      paramLabel = "ID|GLOB",
      description = "What to measure on, for example cpu:0 or 'cpu:*'. Default: cpu:0.")
  private List<String> devices = new ArrayList<>();

  @Option(
      names = "--dtype",
      split = ",",
      paramLabel = "LIST",
      description = "Only these storage types: FP64, FP32, BF16, FP16, INT8.")
  private List<String> dtypes = new ArrayList<>();

  @Option(names = "--case", paramLabel = "GLOB", description = "Only cases whose id matches.")
  private List<String> cases = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the run. Default: a new one in results/local.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with a run that was cut off; what it measured stays as it is.")
  private Optional<Path> resume = Optional.empty();

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description = "Time the run may take, for example 90s or 15m. Default: the suite's.")
  private Optional<String> budget = Optional.empty();

  @Option(
      names = "--precision",
      paramLabel = "SHARE",
      description =
          "Wanted half-width of a case's interval, for example 2%%. Default: the suite's.")
  private Optional<String> precision = Optional.empty();

  @Option(
      names = "--fork-timeout",
      paramLabel = "TIME",
      defaultValue = "180s",
      description = "Longest time one process may take before it is killed. Default: 180s.")
  private String forkTimeout;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "Kept in the record, for example --label site=lab2. May be repeated.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--json",
      description = "Print one JSON object about the run instead of the summary.")
  private boolean json;

  @Override
  public Integer call() {
    refuseOptionsBesideResume();
    PrintWriter out = spec.commandLine().getOut();
    try (Console console = Console.open(spec.commandLine().getErr())) {
      console.note("GoodFLOPS " + Version.number());
      Engine engine = new Engine(Version.number(), Stein::forksNeeded, console);
      OpenRun open =
          resume.isPresent()
              ? engine.resume(resume.get(), Home.plugins(), plugins.trust())
              : engine.run(request());
      RunRecord run = Books.close(open.record());
      List<Phrase> warnings = write(run, open.folder());
      console.finished();
      if (json) {
        out.println(Json.line(answer(run, open.folder())));
      } else {
        Summary.print(run, open.folder(), out, console.width(), console.ansi());
      }
      warnings.forEach(warning -> console.note(warning.in(Summary.language())));
      return ExitCode.of(run);
    }
  }

  private static List<Phrase> write(RunRecord run, Path folder) {
    try {
      RunFile.write(folder, run);
      JmhJson.write(folder, run);
      List<Phrase> warnings = Report.write(run, folder);
      Manifest.write(folder);
      return warnings;
    } catch (IOException e) {
      throw UserException.environment(
          "The report in "
              + folder
              + " cannot be written: "
              + e.getMessage()
              + ". The measurements are in its journal; --resume "
              + folder
              + " writes the report again.");
    }
  }

  private static Map<String, Object> answer(RunRecord run, Path folder) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("runId", run.runId());
    answer.put("folder", folder.toString());
    answer.put("status", run.status());
    answer.put("exitCode", ExitCode.of(run));
    Map<String, Object> outcomes = new LinkedHashMap<>();
    run.cases().forEach(record -> outcomes.put(record.id(), record.outcome()));
    answer.put("outcomes", outcomes);
    return answer;
  }

  private RunRequest request() {
    return new RunRequest(
        Home.plugins(),
        suite,
        devices,
        Set.copyOf(dtypes),
        cases,
        plugins.names(),
        out,
        Home.results(),
        parse(budget, "--budget", this::seconds),
        parse(precision, "--precision", RunCommand::share),
        labels,
        plugins.trust(),
        Duration.ofMillis((long) (1000 * seconds(forkTimeout))),
        Home.program(),
        spec.commandLine().getParseResult().originalArgs());
  }

  private void refuseOptionsBesideResume() {
    if (resume.isEmpty()) {
      return;
    }
    Set<String> others =
        new java.util.TreeSet<>(
            spec.commandLine().getParseResult().matchedOptions().stream()
                .map(option -> option.longestName())
                .toList());
    others.removeAll(Set.of("--resume", "--trust", "--json"));
    if (!others.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--resume goes on with what the run was started with; leave out "
              + String.join(", ", others)
              + ".");
    }
  }

  private interface Reader {
    double read(String text);
  }

  private OptionalDouble parse(Optional<String> text, String option, Reader reader) {
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double value = reader.read(text.get());
      if (value > 0 && Double.isFinite(value)) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new ParameterException(
        spec.commandLine(),
        option
            + " is '"
            + text.get()
            + "'; it must be "
            + (option.equals("--budget")
                ? "a time, for example 90s, 15m or 2h"
                : "more than 0 and less than 1, for example 2% or 0.02")
            + ".");
  }

  private double seconds(String text) {
    return Durations.parse(text)
        .map(time -> time.toMillis() / 1000.0)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "'" + text + "' is not a time; write for example 90s, 15m or 2h."));
  }

  private static double share(String text) {
    String number = text.strip();
    double value =
        number.endsWith("%")
            ? Double.parseDouble(number.substring(0, number.length() - 1)) / 100
            : Double.parseDouble(number);
    if (value >= 1) {
      throw new NumberFormatException();
    }
    return value;
  }
}
