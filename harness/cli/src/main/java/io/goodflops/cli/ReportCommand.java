package io.goodflops.cli;

import io.goodflops.ledger.Books;
import io.goodflops.report.Report;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.FileTrouble;
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
@Command(name = "report", mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", descriptionKey = "run")
  private Path run;

  @Option(names = "--out", paramLabel = "DIR")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    PrintWriter text = spec.commandLine().getOut();
    Report.prepare();
    RunRecord record = Books.close(RunFile.read(run));
    Path own = Files.isDirectory(run) ? run : run.toAbsolutePath().getParent();
    Path folder = out.orElse(own);
    Optional<String> doubt = doubt(own);
    try {
      Files.createDirectories(folder);
      List<Phrase> warnings = Report.write(record, folder);
      Console console = Console.open(spec.commandLine().getErr());
      Summary.print(record, folder, text, console.width(), console.ansi());
      warnings.forEach(warning -> console.note(warning.in(Language.current())));
      doubt.ifPresent(console::note);
      return ExitCode.of(record);
    } catch (IOException e) {
      throw UserException.environment(
          "The report in " + folder + " cannot be written: " + FileTrouble.reason(e) + ".");
    }
  }

  /** Whether the record is the one that the run wrote; asked before anything is written. */
  private static Optional<String> doubt(Path folder) {
    try {
      return Manifest.changed(folder).contains(RunFile.NAME)
          ? Optional.of(Texts.get("report.edited", folder.resolve(RunFile.NAME), Manifest.NAME))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(Texts.get("report.manifest", folder.resolve(Manifest.NAME)));
    }
  }
}
