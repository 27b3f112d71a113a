package io.goodflops.cli;

import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.price.Pricing;
import io.goodflops.ledger.price.Weighing;
import io.goodflops.report.CompareExtras;
import io.goodflops.report.CompareReport;
import io.goodflops.report.CompareSummary;
import io.goodflops.report.PriceSummary;
import io.goodflops.report.Report;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.BuyerFile;
import io.goodflops.result.FileTrouble;
import io.goodflops.result.Prices;
import io.goodflops.result.Profile;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts several runs side by side, from their records alone. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RunsToCompare runs;

  @Parameters(arity = "1..*", paramLabel = "RUN", descriptionKey = "runs")
  private List<Path> paths;

  @Option(names = "--baseline", paramLabel = "RUN")
  private Optional<Path> baseline = Optional.empty();

  @Option(names = "--margin", paramLabel = "SHARE", defaultValue = "2%")
  private String margin;

  @Option(names = "--prices", paramLabel = "FILE")
  private Optional<Path> prices = Optional.empty();

  @Option(names = "--profile", paramLabel = "FILE")
  private Optional<Path> profile = Optional.empty();

  @Option(names = "--out", paramLabel = "DIR")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    double share =
        Margins.parse(margin)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), Texts.get("usage.mistake.margin", margin)));
    Optional<BuyerFile<Prices>> priced =
        prices.map(file -> BuyerFile.read(file, "price list", Prices.class));
    Optional<BuyerFile<Profile>> mixed =
        profile.map(file -> BuyerFile.read(file, "profile", Profile.class));
    Report.prepare();
    List<RunRecord> records = runs.read(paths);
    Comparison comparison = Comparison.of(records, baselineOf(records), runs.chosen(), share);
    Optional<Pricing> pricing =
        priced.map(file -> Pricing.of(comparison, file.value(), file.sha256()));
    CompareExtras extras =
        new CompareExtras(
            pricing,
            mixed.map(file -> Weighing.of(comparison, file.value(), file.sha256(), pricing)));
    Path folder = out.orElseGet(() -> Home.results().resolve(name(records)));
    try {
      Files.createDirectories(folder);
      List<Phrase> warnings = CompareReport.write(comparison, extras, Version.number(), folder);
      Console console = Console.open(spec.commandLine().getErr());
      PrintWriter text = spec.commandLine().getOut();
      CompareSummary.lines(comparison, Language.current(), console.width()).forEach(text::println);
      PriceSummary.lines(comparison, extras, Language.current()).forEach(text::println);
      text.println();
      text.println(Texts.get("run.report", folder.resolve(CompareReport.PAGE)));
      text.flush();
      warnings.forEach(warning -> console.note(warning.in(Language.current())));
      return ExitCode.OK;
    } catch (IOException e) {
      throw UserException.environment(
          "The report in " + folder + " cannot be written: " + FileTrouble.reason(e) + ".");
    }
  }

  private static String name(List<RunRecord> records) {
    return "compare-"
        + records.get(0).runId().replaceAll("[^A-Za-z0-9._-]", "_")
        + "-and-"
        + (records.size() - 1);
  }

  /** Its place among the runs; the first if none was named. */
  private int baselineOf(List<RunRecord> records) {
    if (baseline.isEmpty()) {
      return 0;
    }
    String wanted = runs.record(baseline.get()).runId();
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).runId().equals(wanted)) {
        return i;
      }
    }
    throw UserException.usage(
        "The baseline " + baseline.get() + " is none of the runs; name it among them, too.");
  }
}
