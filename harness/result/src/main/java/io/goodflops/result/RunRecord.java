package io.goodflops.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a run says, {@code run.json}. Field names are a public contract: see {@code
 * results/schema}. Unknown values are null in JSON and empty here, never zero.
 *
 * @param schemaVersion semantic version of this format
 * @param planned number of cases that were asked for
 * @param calibration one entry for each device used
 * @param runLedger the whole run, set-up and checks included
 */
public record RunRecord(
    String schemaVersion,
    String runId,
    String startedAt,
    String finishedAt,
    String toolVersion,
    Map<String, String> labels,
    Evidence evidence,
    RunStatus status,
    SuiteRecord suite,
    Settings settings,
    HostRecord host,
    List<PluginRecord> plugins,
    List<DeviceRecord> devices,
    List<CalibrationRecord> calibration,
    int planned,
    List<CaseRecord> cases,
    Optional<RunLedgerRecord> runLedger) {

  /** Version of the format that this code writes. */
  public static final String SCHEMA_VERSION = "1.4.0";

  public RunRecord {
    labels = Map.copyOf(labels);
    plugins = List.copyOf(plugins);
    devices = List.copyOf(devices);
    calibration = List.copyOf(calibration);
    cases = List.copyOf(cases);
  }

  /** The same run with these cases and this account of its time. */
  public RunRecord with(List<CaseRecord> cases, Optional<RunLedgerRecord> runLedger) {
    return new RunRecord(
        schemaVersion,
        runId,
        startedAt,
        finishedAt,
        toolVersion,
        labels,
        evidence,
        status,
        suite,
        settings,
        host,
        plugins,
        devices,
        calibration,
        planned,
        cases,
        runLedger);
  }

  /** How much a reader may believe. */
  public enum Evidence {
    /** Run by whoever submits it. */
    SELF_TESTED,
    /** Repeated by somebody else with the same result. */
    REPRODUCED,
    /** The device was emulated: numbers say nothing about hardware. */
    EMULATED,
    /** The device was a programmed simulation. */
    SIMULATED
  }

  /** Whether all planned cases have an outcome. */
  public enum RunStatus {
    COMPLETE,
    PARTIAL
  }

  /**
   * Which suite was run.
   *
   * @param sha256 of the suite file
   */
  public record SuiteRecord(String name, String title, String sha256) {}

  /**
   * What the user asked for and what the engine kept to.
   *
   * @param precision target relative half-width of a case's interval
   * @param budgetSeconds time allowed for the run
   * @param commandLine as typed
   * @param tender that the run follows to the letter, if one
   * @param challenge text that all seeds are derived from, if one was given: see {@link Seeds}
   */
  public record Settings(
      double precision,
      double budgetSeconds,
      int minForks,
      int maxForks,
      int minBatches,
      double minBatchSeconds,
      double minTimedSeconds,
      String commandLine,
      Optional<TenderRecord> tender,
      Optional<String> challenge) {}

  /**
   * The file by which a buyer said what to run.
   *
   * @param sha256 of the file
   */
  public record TenderRecord(String name, String sha256) {}
}
