package io.goodflops.cli;

import io.goodflops.ledger.accept.Acceptance;
import io.goodflops.ledger.accept.Terms;
import io.goodflops.report.AcceptJunit;
import io.goodflops.report.AcceptMarkdown;
import io.goodflops.report.AcceptReport;
import io.goodflops.report.AcceptSummary;
import io.goodflops.result.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges runs by the tender that they answer, from their records alone. */
@Command(name = "accept", mixinStandardHelpOptions = true, sortOptions = false)
final class AcceptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RunsToCompare runs;

  @Option(names = "--tender", paramLabel = "FILE", required = true)
  private Path tender;

  @Parameters(arity = "1..*", paramLabel = "RUN", descriptionKey = "runs")
  private List<Path> paths;

  @Option(names = "--challenge", paramLabel = "TEXT")
  private Optional<String> challenge = Optional.empty();

  @Option(names = "--out", paramLabel = "DIR")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--junit", paramLabel = "FILE")
  private Optional<Path> junit = Optional.empty();

  @Option(names = "--summary", paramLabel = "FILE")
  private Optional<Path> summary = Optional.empty();

  @Override
  public Integer call() {
    Terms terms = TenderFile.read(tender).terms(challenge);
    List<RunRecord> records = runs.read(paths);
    Acceptance acceptance = Acceptance.of(terms, records, runs.chosen());
    Path folder = out.orElseGet(() -> Home.results().resolve(name(terms, records)));
    write(acceptance, folder);
    PrintWriter text = spec.commandLine().getOut();
    int width = Console.open(spec.commandLine().getErr()).width();
    AcceptSummary.lines(acceptance, Language.current(), width).forEach(text::println);
    text.println(Texts.get("run.report", folder.resolve(AcceptReport.PAGE)));
    text.flush();
    return switch (acceptance.ruling()) {
      case ACCEPT -> ExitCode.OK;
      case REJECT -> ExitCode.WRONG;
      case INSUFFICIENT -> ExitCode.ENVIRONMENT;
    };
  }

  private void write(Acceptance acceptance, Path folder) {
    Writing.to(
        folder,
        () -> {
          Files.createDirectories(folder);
          AcceptReport.write(acceptance, Version.number(), folder);
        });
    junit.ifPresent(file -> Writing.to(file, () -> Files.write(file, AcceptJunit.of(acceptance))));
    summary.ifPresent(
        file ->
            Writing.to(
                file,
                () ->
                    Files.writeString(
                        file,
                        AcceptMarkdown.of(acceptance, Language.current()),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)));
  }

  private static String name(Terms terms, List<RunRecord> records) {
    return "accept-"
        + terms.tender().tender()
        + "-"
        + records.get(0).runId().replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
