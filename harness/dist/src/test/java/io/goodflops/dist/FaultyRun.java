package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import io.goodflops.result.RunSchema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/** A run on devices that lie and break, and what must be true after any such run. */
record FaultyRun(Path folder, Outcome ended, RunRecord run) {
  /**
   * As bad as text gets: markup, quotes, controls, a terminal's title, turned text, half a pair.
   */
  static final String HOSTILE =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&\\u0000\\u0007"
          + "\\u001b]0;owned\\u0007\\u001b[2J\\u202egnp.exe\\u2066\\u200f\\ud800\\uffff\\u2028=1+1|"
          + "x".repeat(20_000);

  /** A policy that measures as little as verification needs. */
  private static final String SUITE =
      """
      {"name": "faults", "title": "Faults", "titleZh": "故障",
       "policy": {"minForks": 1, "maxForks": 1, "minBatches": 5, "minBatchSeconds": 0.005,
                  "minTimedSeconds": 0.2, "maxWarmupSeconds": 0.05, "precision": 0.05,
                  "budgetSeconds": BUDGET},
       "workloads": [WORKLOADS]}
      """;

  private static final String SECONDS = "900";

  /** A suite with so small a budget takes short looks at its ceilings. */
  private static final String HURRIED_SECONDS = "60";

  static FaultyRun of(Path folder, String program, String workloads, String... more)
      throws Exception {
    return of(folder, List.of(), program, workloads, more);
  }

  /**
   * The same under another command.
   *
   * @param prefix that command
   */
  static FaultyRun of(
      Path folder, List<String> prefix, String program, String workloads, String... more)
      throws Exception {
    return start(folder, prefix, SUITE.replace("BUDGET", SECONDS), program, workloads, more);
  }

  /** For who does not look at ceilings: they are measured in a fifth of the time. */
  static FaultyRun hurried(Path folder, String program, String workloads, String... more)
      throws Exception {
    List<String> arguments = new java.util.ArrayList<>(List.of("--budget", SECONDS + "s"));
    arguments.addAll(List.of(more));
    return start(
        folder,
        List.of(),
        SUITE.replace("BUDGET", HURRIED_SECONDS),
        program,
        workloads,
        arguments.toArray(String[]::new));
  }

  /** Where a run's record goes. */
  static Path out(Path folder) {
    return folder.resolve("run");
  }

  private static FaultyRun start(
      Path folder,
      List<String> prefix,
      String suiteJson,
      String program,
      String workloads,
      String... more)
      throws Exception {
    Path suite =
        Files.writeString(folder.resolve("faults.json"), suiteJson.replace("WORKLOADS", workloads));
    Path out = out(folder);
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("run", "--suite", suite.toString(), "--out", out.toString()));
    arguments.addAll(List.of(more));
    List<String> command = new java.util.ArrayList<>(prefix);
    command.addAll(Goodflops.command(arguments.toArray(String[]::new)));
    Outcome ended = Outcome.of(folder, Goodflops.simulator(folder, program), command);
    assertThat(out.resolve("run.json")).as(ended.err()).exists();
    return new FaultyRun(out, ended, RunFile.read(out));
  }

  CaseRecord only(String part) {
    assertThat(run.cases()).filteredOn(record -> record.id().contains(part)).hasSize(1);
    return run.cases().stream().filter(record -> record.id().contains(part)).findFirst().get();
  }

  /** The only case of a device. */
  CaseRecord on(String device) {
    assertThat(run.cases()).filteredOn(record -> record.device().equals(device)).hasSize(1);
    return run.cases().stream().filter(c -> c.device().equals(device)).findFirst().get();
  }

  String file(String name) throws Exception {
    return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
  }

  /** The host came to its end in good order, and left nothing behind that lives or runs. */
  void requireGoodOrder() throws Exception {
    assertThat(run.status()).isEqualTo(RunRecord.RunStatus.COMPLETE);
    assertThat(ended.exitCode()).as(ended.err()).isIn(0, 1, 3);
    assertThat(ended.err()).doesNotContain("Exception in thread").doesNotContain("\tat ");
    assertThat(RunSchema.defects(file("run.json"))).isEmpty();
    assertThat(Goodflops.orphans(folder.getParent())).isEmpty();
    SoftAssertions inert = new SoftAssertions();
    for (String name : List.of("report.html", "charts/ledger.svg", "cases.csv")) {
      inert
          .assertThat(file(name))
          .as(name)
          .doesNotContain("\u001b", "\u0007", "\u202e", "\u2066", "\u0000", "\ud800");
    }
    for (String name : List.of("report.html", "charts/ledger.svg")) {
      inert.assertThat(file(name)).as(name).doesNotContain("<script>alert", "<img src=x");
    }
    inert
        .assertThat(ended.out() + ended.err())
        .as("terminal")
        .doesNotContain("\u001b]", "\u001b[2J", "\u0007", "\u202e", "\u2066");
    inert.assertAll();
  }

  /** A run that a program made up says so wherever its numbers go. */
  void requireSimulatedEverywhere() throws Exception {
    assertThat(run.evidence()).isEqualTo(RunRecord.Evidence.SIMULATED);
    for (String name :
        List.of("run.json", "report.html", "charts/ledger.svg", "charts/roofline.svg")) {
      assertThat(file(name)).as(name).contains("SIMULATED");
    }
    assertThat(file("cases.csv").lines().skip(1))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).endsWith(",SIMULATED,false"));
    assertThat(ended.out()).contains("SIMULATED");
  }

  /** Log of the process that a case did not survive. */
  List<Path> logs(String part) throws Exception {
    try (var files = Files.walk(folder.resolve("logs"))) {
      return files.filter(file -> file.toString().contains(part)).toList();
    }
  }
}
