package io.goodflops.cli;

import io.goodflops.engine.check.CheckProgress;
import io.goodflops.engine.check.CheckReport;
import io.goodflops.engine.check.CheckRequest;
import io.goodflops.engine.check.PluginCheck;
import io.goodflops.engine.check.RuleFinding;
import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.engine.plugin.PluginFolders;
import io.goodflops.result.Json;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The conformance kit over one plugin, in processes of its own. */
@Command(name = "check", mixinStandardHelpOptions = true, sortOptions = false)
final class PluginCheckCommand implements Callable<Integer> {
  private static final String TIMEOUT = "15m";
  private static final Duration SHORTEST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofDays(7);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PLUGIN", descriptionKey = "plugin")
  private String plugin;

  @Option(names = "--rule", paramLabel = "ID")
  private List<String> rules = new ArrayList<>();

  @Option(names = "--op", paramLabel = "KIND")
  private List<String> opKinds = new ArrayList<>();

  @Option(names = "--device", paramLabel = "ID")
  private List<String> devices = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N")
  private String seed = Long.toString(CheckRequest.SEED);

  @Option(names = "--timeout", paramLabel = "TIME", defaultValue = TIMEOUT)
  private String timeout;

  @Option(names = "--trust", paramLabel = "FILE")
  private Optional<Path> trust = Optional.empty();

  @Option(names = "--json")
  private boolean json;

  @Option(names = "--junit", paramLabel = "FILE")
  private Optional<Path> junit = Optional.empty();

  @Override
  public Integer call() {
    PluginFolder folder = folder();
    CheckRequest request =
        CheckRequest.of(folder, rules, opKinds, List.copyOf(devices), seed(), limit());
    Repro repro = new Repro(plugin, rules, opKinds, request.seed(), askedTimeout());
    junit.ifPresent(PluginCheckCommand::mustBeWritable);
    Instant startedAt = Instant.now();
    PrintWriter out = spec.commandLine().getOut();
    try (Console console = Console.open(spec.commandLine().getErr())) {
      CheckText text = new CheckText(repro, console.width(), console.ansi());
      if (!json) {
        text.head(Version.number(), folder.path().toString()).forEach(out::println);
      }
      CheckReport report =
          PluginCheck.check(
              request, trust.map(PluginFolders::trusted), new Telling(console, out, text));
      console.finished();
      int exitCode = exitCode(report);
      junit.ifPresent(file -> write(file, report, repro, startedAt));
      if (json) {
        out.print(Json.pretty(CheckJson.of(report, repro, Version.number(), exitCode)));
      } else {
        text.end(report).forEach(out::println);
      }
      out.flush();
      return exitCode;
    }
  }

  private PluginFolder folder() {
    try {
      return PluginFolders.scan(Home.plugins(), List.of(plugin)).get(0);
    } catch (InvalidPathException e) {
      throw UserException.usage("'" + plugin + "' is not the name of a file.");
    }
  }

  private long seed() {
    try {
      return Long.parseLong(seed.strip());
    } catch (NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--seed is '" + seed + "'; it must be a whole number, for example 20260101.");
    }
  }

  /** Empty unless the user said something else. */
  private Optional<String> askedTimeout() {
    return Optional.of(timeout).filter(time -> !time.equals(TIMEOUT));
  }

  private Duration limit() {
    return Durations.parse(timeout)
        .filter(time -> time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--timeout is '"
                        + timeout
                        + "'; it must be a time from 2s to 168h, for example 90s or 15m."));
  }

  private static int exitCode(CheckReport report) {
    if (report.broken()) {
      return ExitCode.WRONG;
    }
    return report.complete() ? ExitCode.OK : ExitCode.ENVIRONMENT;
  }

  /** Said before the check, not after it. */
  private static void mustBeWritable(Path file) {
    try (OutputStream opened =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      opened.flush();
    } catch (IOException e) {
      throw UserException.usage(cannotBeWritten(file, e));
    }
  }

  private static void write(Path file, CheckReport report, Repro repro, Instant startedAt) {
    try {
      Files.write(file, JunitXml.of(report, repro, startedAt));
    } catch (IOException e) {
      throw UserException.environment(cannotBeWritten(file, e));
    }
  }

  private static String cannotBeWritten(Path file, IOException e) {
    String why = e.getMessage();
    if (e instanceof NoSuchFileException) {
      Path folder = file.toAbsolutePath().getParent();
      why =
          folder != null && Files.isDirectory(folder)
              ? "the folder " + folder + " takes no new files"
              : "its folder does not exist";
    } else if (e instanceof AccessDeniedException) {
      why = "this user has no right to";
    }
    return "The file " + file + " of --junit cannot be written: " + why + ".";
  }

  /** Lines as they come, below them what is at work. */
  private final class Telling implements CheckProgress {
    private final Console console;
    private final PrintWriter out;
    private final CheckText text;
    private String device = "";

    Telling(Console console, PrintWriter out, CheckText text) {
      this.console = console;
      this.out = out;
      this.text = text;
    }

    @Override
    public void device(String id, int number, int of) {
      device = id;
      if (!json) {
        console.beside(() -> text.device(id, number, of).forEach(out::println));
      }
      console.working("checking" + (id.isEmpty() ? "" : " " + id));
    }

    @Override
    public void begins(String rule) {
      console.working("checking " + rule + (device.isEmpty() ? "" : " on " + device));
    }

    @Override
    public void found(String where, RuleFinding finding) {
      if (!json) {
        console.beside(
            () -> {
              text.finding(where, finding).forEach(out::println);
              out.flush();
            });
      }
    }

    @Override
    public void tick() {
      console.sample();
    }
  }
}
