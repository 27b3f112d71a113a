package io.goodflops.cli;

import io.goodflops.engine.run.Engine;
import io.goodflops.engine.run.OpenRun;
import io.goodflops.engine.run.RunRequest;
import io.goodflops.ledger.Books;
import io.goodflops.ledger.Stein;
import io.goodflops.report.Report;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.FileTrouble;
import io.goodflops.result.JmhJson;
import io.goodflops.result.Json;
import io.goodflops.result.Manifest;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import io.goodflops.result.Seeds;
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
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private static final Duration SHORTEST_FORK = Duration.ofSeconds(1);
  private static final Duration LONGEST_FORK = Duration.ofDays(7);

  /** They say where and how, and not what; a single case may be repeated. */
  private static final Set<String> BESIDE_TENDER =
      Set.of(
          "--challenge",
          "--device",
          "--plugin",
          "--trust",
          "--out",
          "--case",
          "--label",
          "--fork-timeout",
          "--json");

  @Spec private CommandSpec spec;
  @Mixin private PluginOptions plugins;

  @Option(names = "--suite", paramLabel = "NAME|FILE")
  private Optional<String> suite = Optional.empty();

  @Option(names = "--tender", paramLabel = "FILE")
  private Optional<Path> tender = Optional.empty();

  @Option(names = "--challenge", paramLabel = "TEXT")
  private Optional<String> challenge = Optional.empty();

  @Option(names = "--device", paramLabel = "ID|GLOB")
  private List<String> devices = new ArrayList<>();

  @Option(names = "--dtype", split = ",", paramLabel = "LIST")
  private List<String> dtypes = new ArrayList<>();

  @Option(names = "--case", paramLabel = "GLOB")
  private List<String> cases = new ArrayList<>();

  @Option(names = "--together")
  private boolean together;

  @Option(names = "--against", paramLabel = "NAME|PATH")
  private Optional<String> against = Optional.empty();

  @Option(names = "--out", paramLabel = "DIR")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--resume", paramLabel = "DIR")
  private Optional<Path> resume = Optional.empty();

  @Option(names = "--budget", paramLabel = "TIME")
  private Optional<String> budget = Optional.empty();

  @Option(names = "--precision", paramLabel = "SHARE")
  private Optional<String> precision = Optional.empty();

  @Option(names = "--fork-timeout", paramLabel = "TIME", defaultValue = "180s")
  private String forkTimeout;

  @Option(names = "--label", paramLabel = "K=V")
  private List<String> labels = new ArrayList<>();

  @Option(names = "--json")
  private boolean json;

  @Override
  public Integer call() {
    refuseOptionsBeside("--resume", resume.isPresent(), Set.of("--trust", "--json"));
    refuseOptionsBeside("--tender", tender.isPresent(), BESIDE_TENDER);
    if (together && against.isPresent()) {
      throw new ParameterException(spec.commandLine(), Texts.get("usage.mistake.against"));
    }
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
        if (run.devices().stream().anyMatch(device -> device.baselineId().isPresent())) {
          out.println(Texts.get("run.gate", Home.program(), open.folder()));
        }
      }
      warnings.forEach(warning -> console.note(warning.in(Language.current())));
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
              + FileTrouble.reason(e)
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
    Optional<TenderFile> asked = tender.map(TenderFile::read);
    return new RunRequest(
        Home.plugins(),
        suite,
        asked.map(file -> file.order(cases.isEmpty())),
        challenge(asked),
        devices,
        Set.copyOf(dtypes),
        cases,
        together,
        plugins.names(),
        against,
        out,
        Home.results(),
        parse(budget, "--budget", RunCommand::seconds),
        parse(precision, "--precision", RunCommand::share),
        labels(),
        plugins.trust(),
        forkTimeout(),
        Home.program(),
        spec.commandLine().getParseResult().originalArgs());
  }

  /** Some options say all, or go on with what was said before. */
  private void refuseOptionsBeside(String option, boolean given, Set<String> allowed) {
    if (!given) {
      return;
    }
    Set<String> others =
        new java.util.TreeSet<>(
            spec.commandLine().getParseResult().matchedOptions().stream()
                .map(each -> each.longestName())
                .toList());
    others.removeAll(allowed);
    others.removeAll(Set.of(option, Language.OPTION));
    if (!others.isEmpty()) {
      throw new ParameterException(spec.commandLine(), mistake(option, String.join(", ", others)));
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
    throw new ParameterException(spec.commandLine(), mistake(option, text.get()));
  }

  private static double seconds(String text) {
    return Durations.parse(text)
        .map(time -> time.toMillis() / 1000.0)
        .orElseThrow(NumberFormatException::new);
  }

  private Duration forkTimeout() {
    return Durations.parse(forkTimeout)
        .filter(time -> time.compareTo(SHORTEST_FORK) >= 0 && time.compareTo(LONGEST_FORK) <= 0)
        .orElseThrow(
            () ->
                new ParameterException(spec.commandLine(), mistake("--fork-timeout", forkTimeout)));
  }

  private static String mistake(String option, String value) {
    return Texts.get("usage.mistake." + option.substring(2), value);
  }

  /** The tender's, unless the buyer gave it later. */
  private Optional<String> challenge(Optional<TenderFile> asked) {
    Optional<String> tendered = asked.flatMap(file -> file.tender().challenge());
    if (challenge.isPresent() && tendered.isPresent() && !tendered.equals(challenge)) {
      throw new ParameterException(
          spec.commandLine(), Texts.get("usage.mistake.challenge.tender", tendered.get()));
    }
    try {
      return challenge.map(Seeds::requireChallenge).or(() -> tendered);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), Texts.get("usage.mistake.challenge", Seeds.LONGEST_CHALLENGE));
    }
  }

  private Map<String, String> labels() {
    Map<String, String> named = new LinkedHashMap<>();
    for (String label : labels) {
      int equals = label.indexOf('=');
      if (equals < 1) {
        throw new ParameterException(spec.commandLine(), mistake("--label", label));
      }
      named.put(label.substring(0, equals), label.substring(equals + 1));
    }
    return named;
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
