package io.goodflops.cli;

import io.goodflops.ledger.Books;
import io.goodflops.report.Report;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.Manifest;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws a run's page and charts again, from its record alone. */
@Command(
    name = "report",
    description = "Draws a run's page, charts and tables again, from its files alone.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "A run's folder or its run.json.")
  private Path run;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to draw. Default: the run's own folder.")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    PrintWriter text = spec.commandLine().getOut();
    RunRecord record = Books.close(RunFile.read(run));
    Path own = Files.isDirectory(run) ? run : run.toAbsolutePath().getParent();
    Path folder = out.orElse(own);
    try {
      List<String> changed = Manifest.changed(own);
      Files.createDirectories(folder);
      List<Phrase> warnings = Report.write(record, folder);
      Console console = Console.open(spec.commandLine().getErr());
      Summary.print(record, folder, text, console.width(), console.ansi());
      warnings.forEach(warning -> console.note(warning.in(Summary.language())));
      if (changed.contains(RunFile.NAME)) {
        console.note(
            "Warning: "
                + own.resolve(RunFile.NAME)
                + " is not the file that the run wrote:"
                + " its SHA-256 differs from "
                + Manifest.NAME
                + ".");
      }
      return ExitCode.of(record);
    } catch (IOException e) {
      throw UserException.environment(
          "The report in " + folder + " cannot be written: " + e.getMessage() + ".");
    }
  }
}
