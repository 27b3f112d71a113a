package io.goodflops.engine.run;

import io.goodflops.engine.child.Words;
import io.goodflops.engine.plan.SuiteFiles;
import io.goodflops.result.RunRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a user asks for.
 *
 * @param pluginFolder the installation's plugins
 * @param suite name or file; empty: {@code quick} on the CPU, or the tender's
 * @param tender in place of a suite
 * @param challenge text that all seeds are derived from; empty: they are drawn
 * @param devices ids or globs; empty: {@code cpu:0}
 * @param dtypes names of the storage types to keep; empty: all
 * @param cases globs of case ids; empty: all
 * @param together whether to run also on all devices at once
 * @param plugins names or paths; empty: all installed
 * @param against name or path of another version of the devices' plugin, to run in turns with it
 * @param out the run's folder; empty: a new one below {@code results}
 * @param results where new runs go
 * @param trust file with the hashes of the only plugins that may run
 * @param forkTimeout longest time a fork may take
 * @param program how the user calls GoodFLOPS
 * @param arguments what the user wrote after it
 */
public record RunRequest(
    Path pluginFolder,
    Optional<String> suite,
    Optional<TenderOrder> tender,
    Optional<String> challenge,
    List<String> devices,
    Set<String> dtypes,
    List<String> cases,
    boolean together,
    List<String> plugins,
    Optional<String> against,
    Optional<Path> out,
    Path results,
    OptionalDouble budgetSeconds,
    OptionalDouble precision,
    Map<String, String> labels,
    Optional<Path> trust,
    Duration forkTimeout,
    String program,
    List<String> arguments) {
  public RunRequest {
    devices = List.copyOf(devices);
    dtypes = Set.copyOf(dtypes);
    cases = List.copyOf(cases);
    plugins = List.copyOf(plugins);
    labels = Map.copyOf(labels);
    arguments = List.copyOf(arguments);
  }

  /**
   * A tender's part of a request.
   *
   * @param file as the user named it
   * @param record for the run; empty where only a part of the tender is run, which is no test of it
   */
  public record TenderOrder(
      String file, SuiteFiles.Loaded suite, Optional<RunRecord.TenderRecord> record) {}

  String commandLine() {
    return program + " " + String.join(" ", arguments);
  }

  /** The command that repeats a case of this run, but for the options that choose the case. */
  String repro(String suiteName) {
    StringBuilder command = new StringBuilder(program);
    command.append(tender.isPresent() ? " run --tender " : " run --suite ");
    command.append(Words.quoted(tender.map(TenderOrder::file).or(() -> suite).orElse(suiteName)));
    plugins.stream()
        .filter(plugin -> plugin.contains("/") || plugin.endsWith(".jar"))
        .forEach(plugin -> command.append(" --plugin ").append(Words.quoted(plugin)));
    against.ifPresent(plugin -> command.append(" --against ").append(Words.quoted(plugin)));
    return command.toString();
  }
}
