package io.goodflops.cli;

import io.goodflops.ledger.Books;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import io.goodflops.result.UserException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What all commands need that read several runs. */
final class RunsToCompare {
  @Option(names = "--device", paramLabel = "ID|GLOB", descriptionKey = "compare.device")
  private List<String> devices = List.of();

  @Option(names = "--mixed-evidence", descriptionKey = "compare.mixed-evidence")
  private boolean mixedEvidence;

  @Option(names = "--other-schema", descriptionKey = "compare.other-schema")
  private boolean otherSchema;

  /** The records with their books closed. */
  List<RunRecord> read(List<Path> paths) {
    List<RunRecord> runs = paths.stream().map(this::record).map(Books::close).toList();
    if (!mixedEvidence && Comparison.mixesEvidence(runs)) {
      throw UserException.usage(
          "Some runs are of simulated or emulated devices and others are measured; --mixed-evidence"
              + " puts them side by side all the same.");
    }
    return runs;
  }

  /** A record as it is, of another major version only if that was asked for. */
  RunRecord record(Path path) {
    return otherSchema ? RunFile.readAnyMajor(path) : RunFile.read(path);
  }

  /** Those of the runs' devices that were asked for; all if none was. */
  Predicate<DeviceRecord> chosen() {
    List<Pattern> globs = devices.stream().map(RunsToCompare::pattern).toList();
    return device ->
        globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matcher(device.id()).matches());
  }

  private static Pattern pattern(String glob) {
    return Pattern.compile(
        Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }
}
