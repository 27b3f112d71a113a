package io.goodflops.cli;

import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.Light;
import io.goodflops.report.ActionBenchmark;
import io.goodflops.report.GateJunit;
import io.goodflops.report.GateMarkdown;
import io.goodflops.report.GateSummary;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whether a candidate may pass, for pipelines. */
@Command(name = "gate", mixinStandardHelpOptions = true, sortOptions = false)
final class GateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RunsToCompare runs;

  @Parameters(paramLabel = "RUN", arity = "0..1", descriptionKey = "turns")
  private Optional<Path> run = Optional.empty();

  @Option(names = "--baseline", paramLabel = "RUN")
  private Optional<Path> baseline = Optional.empty();

  @Option(names = "--candidate", paramLabel = "RUN")
  private Optional<Path> candidate = Optional.empty();

  @Option(names = "--margin", paramLabel = "SHARE", defaultValue = "3%")
  private String margin;

  @Option(names = "--paired")
  private boolean paired;

  @Option(names = "--fail-inconclusive")
  private boolean failInconclusive;

  @Option(names = "--junit", paramLabel = "FILE")
  private Optional<Path> junit = Optional.empty();

  @Option(names = "--summary", paramLabel = "FILE")
  private Optional<Path> summary = Optional.empty();

  @Option(names = "--benchmark", paramLabel = "DIR")
  private Optional<Path> benchmark = Optional.empty();

  @Override
  public Integer call() {
    double share =
        Margins.parse(margin)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), Texts.get("usage.mistake.margin", margin)));
    Gate gate = gate(share);
    write(gate);
    PrintWriter text = spec.commandLine().getOut();
    int width = Console.open(spec.commandLine().getErr()).width();
    GateSummary.lines(gate, Language.current(), width).forEach(text::println);
    text.flush();
    boolean closed =
        gate.light() == Light.FAIL || (failInconclusive && gate.light() == Light.INCONCLUSIVE);
    return closed ? ExitCode.WRONG : ExitCode.OK;
  }

  private Gate gate(double share) {
    boolean asked =
        run.isPresent()
            ? baseline.isEmpty() && candidate.isEmpty() && !paired
            : baseline.isPresent() && candidate.isPresent();
    if (!asked) {
      throw new ParameterException(spec.commandLine(), Texts.get("usage.mistake.gate"));
    }
    if (run.isPresent()) {
      return Gate.inTurns(runs.read(List.of(run.get())).get(0), runs.chosen(), share);
    }
    List<RunRecord> records = runs.read(List.of(baseline.get(), candidate.get()));
    return Gate.of(records.get(0), records.get(1), runs.chosen(), share, paired);
  }

  private void write(Gate gate) {
    junit.ifPresent(
        file -> Writing.to(file, () -> Files.write(file, GateJunit.of(gate, failInconclusive))));
    summary.ifPresent(
        file ->
            Writing.to(
                file,
                () ->
                    Files.writeString(
                        file,
                        GateMarkdown.of(gate, Language.current()),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)));
    benchmark.ifPresent(
        folder ->
            Writing.to(
                folder,
                () -> {
                  Files.createDirectories(folder);
                  ActionBenchmark.write(gate, folder);
                }));
  }
}
