package io.goodflops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.Manifest;
import io.goodflops.result.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code accept}, and what {@code run --tender} refuses before it measures. */
class AcceptCommandTest extends RecordedRuns {
  /** 268 MFLOP in 20 ms. */
  private static final double RATE = 268435456 / NANOS / 1e3;

  private static final String WORKLOAD =
      """
      {"op": "matmul", "m": 512, "n": 512, "k": 512, "dtypes": ["FP32"], "source": "square"}""";

  private Path tender(String criterion, String more) throws IOException {
    return Files.writeString(
        folder.resolve("tender.json"),
        """
        {"tender": "hall-2", "title": "Hall 2", "titleZh": "二号厅", %s
         "suite": {"name": "mine", "policy": {"minForks": 15}, "workloads": [%s]},
         "criteria": [%s]}
        """
            .formatted(more, WORKLOAD, criterion));
  }

  private static String atLeast(double teraflops) {
    return "{\"workload\": \"gemm-512x512x512-nn-fp32\", \"lane\": \"plain\", \"minTflops\": "
        + teraflops
        + "}";
  }

  /** As {@code run --tender} would have recorded it. */
  private Path answer(String id, double nanos, Path tender, String challenge) throws IOException {
    String sha256 = Manifest.sha256(tender);
    String suite = TenderFile.read(tender).suite().sha256();
    return run(
        id,
        nanos,
        text -> text,
        run -> {
          map(run.get("settings"))
              .putAll(
                  Map.of(
                      "tender",
                      Map.of("name", "hall-2", "sha256", sha256),
                      "challenge",
                      challenge));
          map(run.get("suite")).put("sha256", suite);
          for (Map<String, Object> each : objects(run.get("cases"))) {
            for (Map<String, Object> fork : objects(each.get("forks"))) {
              fork.put(
                  "seed",
                  Seeds.ofFork(
                      Seeds.ofChallenge(challenge),
                      (String) each.get("id"),
                      (Integer) fork.get("index")));
            }
          }
        });
  }

  private int accept(Path tender, Path run, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "accept",
                "--tender",
                tender.toString(),
                run.toString(),
                "--out",
                folder.resolve("out").toString()));
    arguments.addAll(List.of(more));
    return execute(arguments.toArray(new String[0]));
  }

  @Test
  void acceptsRejectsAndDoesNotKnow() throws IOException {
    Path easy = tender(atLeast(RATE * 0.9), "");
    assertThat(accept(easy, answer("a", NANOS, easy, "x"))).as(err).isZero();
    assertThat(out).contains("GoodFLOPS acceptance: ACCEPT").contains("accept.html");
    Path hard = tender(atLeast(RATE * 1.1), "");
    assertThat(accept(hard, answer("b", NANOS, hard, "x"))).isOne();
    assertThat(out).contains("below the minimum").contains("GoodFLOPS acceptance: REJECT");
    Path near = tender(atLeast(RATE), "");
    assertThat(accept(near, answer("c", NANOS, near, "x"))).isEqualTo(3);
    assertThat(out).contains("INSUFFICIENT EVIDENCE");
    assertThat(folder.resolve("out/accept.json"))
        .content()
        .contains("\"ruling\" : \"INSUFFICIENT\"");
  }

  @Test
  void aRunOfAnotherTenderOrChallengeIsNoTest() throws IOException {
    Path tender = tender(atLeast(RATE * 0.9), "\"challenge\": \"opened\",");
    Path run = answer("a", NANOS, tender, "opened");
    assertThat(accept(tender, run)).isZero();
    assertThat(out).contains("Challenge: opened");
    assertThat(accept(tender, run, "--challenge", "later")).isOne();
    assertThat(out).contains("The run names the challenge");
    Path other = tender(atLeast(RATE * 0.8), "\"challenge\": \"opened\",");
    assertThat(accept(other, run)).isOne();
    assertThat(out).contains("The run follows this tender");
  }

  @Test
  void writesWhatPipelinesRead() throws IOException {
    Path tender = tender(atLeast(RATE * 0.9), "");
    Path junit = folder.resolve("accept.xml");
    Path summary = folder.resolve("summary.md");
    accept(
        tender,
        answer("a", NANOS, tender, "x"),
        "--junit",
        junit.toString(),
        "--summary",
        summary.toString());
    assertThat(junit).content().contains("<testsuites name=\"goodflops accept\"");
    assertThat(summary).content().startsWith("## GoodFLOPS acceptance");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"workload": "gemm-9*", "minTflops": 1}                            | has no workload 'gemm-9*'
          {"workload": "gemm-512x512x512-nn-fp32", "lane": "packed", "minTflops": 1} | in lane packed
          {"workload": "gemm*", "minTflops": 1, "margin": -1}                | margin is -1.0
          {"workload": "gemm*", "minTflops": "1,5"}                          | must be a number without quotes
          {"workload": "gemm*", "minTflops": 1, "weight": 2}                 | the field is unknown
          """)
  void badTendersAreRefusedInOneSentence(String criterion, String words) throws IOException {
    String tender = tender(criterion, "").toString();
    for (String[] command :
        List.of(
            new String[] {"accept", "--tender", tender, "nowhere"},
            new String[] {"run", "--tender", tender})) {
      assertThat(execute(command)).isEqualTo(2);
      assertThat(err.strip().lines().filter(line -> line.startsWith("goodflops:"))).hasSize(1);
      assertThat(err).contains("tender.json is not a valid tender: ").contains(words);
    }
  }

  @Test
  void aTenderThatCanNeverBeAnsweredIsRefused() throws IOException {
    Path tender = tender(atLeast(1), "");
    Files.writeString(
        tender, Files.readString(tender).replace("\"minForks\": 15", "\"minForks\": 3"));
    assertThat(execute("accept", "--tender", tender.toString(), "nowhere")).isEqualTo(2);
    assertThat(err).contains("minForks 3, a verdict needs at least 15");
  }

  @Test
  void aTenderLeavesNothingToChoose() throws IOException {
    String tender = tender(atLeast(1), "\"challenge\": \"opened\",").toString();
    assertThat(execute("run", "--tender", tender, "--suite", "quick", "--budget", "5s"))
        .isEqualTo(2);
    assertThat(err).contains("--tender says all that is run; leave out --budget, --suite.");
    assertThat(execute("run", "--tender", tender, "--challenge", "mine")).isEqualTo(2);
    assertThat(err).contains("the tender sets the challenge 'opened'");
    assertThat(execute("run", "--challenge", "  ")).isEqualTo(2);
    assertThat(err).contains("--challenge must be one line");
  }
}
