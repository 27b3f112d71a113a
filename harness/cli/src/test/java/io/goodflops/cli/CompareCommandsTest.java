package io.goodflops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.report.text.Lang;
import io.goodflops.result.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code compare} and {@code gate}. */
class CompareCommandsTest extends RecordedRuns {
  @Test
  void compareWritesPageWorkbookAndTable() throws IOException {
    Path to = folder.resolve("out");
    int code =
        execute(
            "compare",
            run("one", NANOS).toString(),
            run("two", NANOS / 1.3).toString(),
            "--out",
            to.toString());
    assertThat(err).isEmpty();
    assertThat(code).isZero();
    assertThat(out).contains("B ÷ A: faster on 1, slower on 0").contains("compare.html");
    for (String file : List.of("compare.html", "compare.xlsx", "compare.csv")) {
      assertThat(to.resolve(file)).isNotEmptyFile();
    }
    assertThat(to.resolve("charts/compare-share.zh.png")).isNotEmptyFile();
  }

  @Test
  void theBaselineAndTheMarginAreTheUsers() throws IOException {
    Path one = run("one", NANOS);
    Path two = run("two", NANOS / 1.3);
    String to = folder.resolve("out").toString();
    execute("compare", one.toString(), two.toString(), "--baseline", two.toString(), "--out", to);
    assertThat(out).contains("A ÷ B: faster on 0, slower on 1");
    execute("compare", one.toString(), two.toString(), "--margin", "50%", "--out", to);
    assertThat(out).contains("equivalent on 1");
  }

  @Test
  void theGateClosesOpensAndDoesNotKnow() throws IOException {
    String base = run("base", NANOS).toString();
    assertThat(gate(base, run("same", NANOS * 1.001))).isZero();
    assertThat(out).contains("GoodFLOPS gate: PASS");
    assertThat(gate(base, run("slow", NANOS * 1.2))).isOne();
    assertThat(out).contains("GoodFLOPS gate: FAIL");
    Path near = run("near", NANOS * 1.03);
    assertThat(gate(base, near)).isZero();
    assertThat(out).contains("GoodFLOPS gate: INCONCLUSIVE");
    assertThat(gate(base, near, "--fail-inconclusive")).isOne();
    assertThat(gate(base, run("wrong", NANOS, CompareCommandsTest::wrong))).isOne();
    assertThat(out).contains("result wrong");
  }

  @Test
  void whatRanInTurnsIsComparedForkByFork() throws IOException {
    // 10 % of noise that both share hide 4 % from all but pairs
    Path run = inTurns("turns", 1.04);
    assertThat(execute("gate", run.toString(), "--margin", "1%")).isOne();
    assertThat(out).contains("FAIL", "forks in pairs").doesNotContain("! ");
    assertThat(execute("gate", inTurns("same", 1.0).toString(), "--margin", "1%")).isZero();
    assertThat(out).contains("GoodFLOPS gate: PASS");
    assertThat(execute("gate", run.toString(), "--device", "cpu:0", "--margin", "1%")).isOne();
    assertThat(execute("gate", run("plain", NANOS).toString())).isEqualTo(2);
    assertThat(err).contains("The run plain has no candidate that ran in turns");
  }

  /** A run with a candidate that takes so many times as long. */
  private Path inTurns(String id, double slowdown) throws IOException {
    Map<String, Object> run =
        Json.parseObject(Files.readString(run(id, NANOS).resolve("run.json")));
    for (String list : List.of("devices", "cases", "calibration")) {
      List<Map<String, Object>> both = objects(run.get(list));
      for (Map<String, Object> own : objects(run.get(list))) {
        String other = Json.pretty(own).replace("\"cpu:0\"", "\"candidate/cpu:0\"");
        both.add(Json.parseObject(other));
      }
      run.put(list, both);
    }
    Random random = new Random(7);
    List<Map<String, Object>> cases = objects(run.get("cases"));
    List<Map<String, Object>> before = objects(cases.get(0).get("forks"));
    List<Map<String, Object>> after = objects(cases.get(1).get("forks"));
    for (int i = 0; i < before.size(); i++) {
      double nanos = NANOS * (1 + 0.1 * random.nextGaussian());
      time(before.get(i), nanos * (1 + 0.002 * random.nextGaussian()), 2 * i);
      time(after.get(i), nanos * slowdown * (1 + 0.002 * random.nextGaussian()), 2 * i + 1);
    }
    run.put("planned", cases.size());
    return Files.writeString(folder.resolve(id).resolve("run.json"), Json.pretty(run)).getParent();
  }

  private static void time(Map<String, Object> fork, double nanos, int minute) {
    fork.put("startedAt", "2026-11-28T12:%02d:00Z".formatted(minute));
    for (Map<String, Object> sample : objects(fork.get("samples"))) {
      sample.put("wallNanos", Math.round(nanos * ((Number) sample.get("launches")).longValue()));
    }
  }

  private int gate(String baseline, Path candidate, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("gate", "--baseline", baseline, "--candidate", candidate.toString()));
    arguments.addAll(List.of(more));
    return execute(arguments.toArray(new String[0]));
  }

  private static String wrong(String run) {
    return run.replace("\"outcome\" : \"MEASURED\"", "\"outcome\" : \"WRONG\"")
        .replace("\"passed\" : true", "\"passed\" : false");
  }

  @Test
  void theGateWritesWhatPipelinesRead() throws IOException {
    Path junit = folder.resolve("gate.xml");
    Path summary = folder.resolve("summary.md");
    Files.writeString(summary, "before\n");
    gate(
        run("base", NANOS).toString(),
        run("same", NANOS),
        "--junit",
        junit.toString(),
        "--summary",
        summary.toString(),
        "--benchmark",
        folder.resolve("history").toString());
    assertThat(junit).content().contains("<testsuites name=\"goodflops gate\" tests=\"1\"");
    assertThat(summary).content().startsWith("before\n## GoodFLOPS gate");
    assertThat(folder.resolve("history/bigger-is-better.json")).content().contains("TFLOP/s");
    assertThat(folder.resolve("history/smaller-is-better.json")).content().contains("\"ms\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "flops" : 268435456                  | "flops" : NaN           | JSON has no number NaN
          "planned" : 1,                       | ``                      | required property 'planned'
          "schemaVersion" : "1.3.0"            | "schemaVersion" : "2.0.0" | has schema version '2.0.0'
          "evidence" : "SELF_TESTED"           | "evidence" : "SIMULATED" | --mixed-evidence
          "workload" : "gemm-512x512x512-nn-fp32" | "workload" : "another" | share no workload
          "id" : "cpu:0"                       | "id" : "npu:0"          | has no case on any of the chosen devices
          """)
  void badRecordsAreRefusedInOneSentence(String from, String to, String words) throws IOException {
    String good = run("good", NANOS).toString();
    String bad =
        run(
                "bad",
                NANOS,
                text -> {
                  assertThat(text).contains(from);
                  return text.replace(from, to);
                })
            .toString();
    assertThat(execute("compare", good, bad, "--out", folder.resolve("out").toString()))
        .isEqualTo(2);
    assertThat(err.strip().lines()).hasSize(1);
    assertThat(err).startsWith("goodflops: ").contains(words);
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(execute("gate", "--baseline", good, "--candidate", bad)).isEqualTo(2);
    Language.speak(Lang.ZH);
    execute("compare", good, bad);
    assertThat(err).containsPattern("[\\u4e00-\\u9fff]");
  }

  @Test
  void explicitFlagsLetOtherSchemasAndSimulationsIn() throws IOException {
    String good = run("good", NANOS).toString();
    String other = run("other", NANOS, text -> text.replace("\"1.3.0\"", "\"2.0.0\"")).toString();
    String simulated =
        run("simulated", NANOS, text -> text.replace("SELF_TESTED", "SIMULATED")).toString();
    String to = folder.resolve("out").toString();
    assertThat(execute("compare", good, other, "--other-schema", "--out", to)).isZero();
    assertThat(out).contains("Record format differs: 1.3.0 | 2.0.0");
    assertThat(execute("compare", good, other, "--other-schema", "--baseline", other, "--out", to))
        .isZero();
    assertThat(out).contains("A ÷ B");
    assertThat(execute("compare", good, simulated, "--mixed-evidence", "--out", to)).isZero();
    assertThat(out).contains("no verdict on 1").contains("Simulated or emulated devices stand");
  }

  @Test
  void aRunThatWasCutOffIsNamed() throws IOException {
    Path cut = Files.createDirectories(folder.resolve("cut"));
    Files.writeString(cut.resolve("journal.jsonl"), "{\"type\":\"st");
    assertThat(execute("compare", run("good", NANOS).toString(), cut.toString())).isEqualTo(2);
    assertThat(err).contains("holds a run that was cut off");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compare                                      | goodflops compare needs RUN
          compare nowhere elsewhere                    | goodflops: nowhere does not exist
          compare nowhere --margin 2,5                 | --margin is '2,5'
          compare nowhere --margin 120%                | --margin is '120%'
          gate --baseline nowhere                      | needs --baseline RUN and --candidate RUN, or one RUN
          gate                                         | needs --baseline RUN and --candidate RUN, or one RUN
          gate a --baseline b --candidate c            | needs --baseline RUN and --candidate RUN, or one RUN
          gate nowhere --paired                        | needs --baseline RUN and --candidate RUN, or one RUN
          gate nowhere                                 | goodflops: nowhere does not exist
          gate --baseline nowhere --candidate nowhere  | does not exist
          gate --baseline a --candidate b --margin NaN | --margin is 'NaN'
          """)
  void badCommandLines(String arguments, String words) {
    assertThat(execute(arguments.strip().split(" "))).isEqualTo(2);
    assertThat(err).contains(words);
  }

  private static final String PRICES =
      """
      {"currency": "CNY", "date": "2026-11-28", "region": "lab", "years": 4, "hoursPerYear": 8000,
       "utilisation": 0.5, "tariffPerKwh": 0.65, "pue": 1.3,
       "offers": [{"devices": ["cpu:*"], "items": [{"item": "server", "price": 64000}]}]}
      """;

  private int priced(String prices) throws IOException {
    Path file = Files.writeString(folder.resolve("prices.json"), prices);
    return execute(
        "compare",
        run("one", NANOS).toString(),
        run("two", NANOS / 1.3).toString(),
        "--prices",
        file.toString(),
        "--out",
        folder.resolve("out").toString());
  }

  @Test
  void pricesAreTheUsersAndWhatIsMissingIsSaid() throws IOException {
    assertThat(priced(PRICES)).as(err).isZero();
    assertThat(out)
        .contains("Price and energy")
        .contains("not computed: missing idleWatts, measured power")
        .contains("line items ");
    assertThat(folder.resolve("out/prices.csv")).content().contains("cost_per_pflop_hour");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          64000   | -64000   | price of server is -64000.0, must be at least 0
          64000   | "64000,5" | '64000,5' is a text, must be a number without quotes
          64000   | 64000,5  | a number has a decimal point, not a comma
          64000   | NaN      | JSON has no number NaN
          "CNY"   | "XYZ"    | currency is 'XYZ', must be a code of ISO 4217
          "2026-11-28" | "28.11.2026" | date is '28.11.2026', must be a day
          1.3     | 0.9      | pue is 0.9, must be between 1.0 and 10.0
          0.5     | 50       | utilisation is 50.0
          "price" | "prise": 1, "price" | the field is unknown; known are
          """)
  void badPricesAreRefusedInOneSentence(String from, String to, String words) throws IOException {
    assertThat(PRICES).contains(from);
    assertThat(priced(PRICES.replace(from, to))).isEqualTo(2);
    assertThat(err.strip().lines()).hasSize(1);
    assertThat(err).contains("prices.json is not a valid price list: ").contains(words);
  }

  @Test
  void aProfileIsWeighed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("profile.json"),
            """
            {"profile": "mine", "source": "counted",
             "work": [{"workload": "gemm-512x512x512-nn-fp32", "count": 100}]}
            """);
    String to = folder.resolve("out").toString();
    String one = run("one", NANOS).toString();
    String two = run("two", NANOS / 1.3).toString();
    assertThat(execute("compare", one, two, "--profile", file.toString(), "--out", to)).isZero();
    assertThat(out).contains("Mix of workloads: mine").contains("\u00d71.3");
    Files.writeString(file, Files.readString(file).replace("100", "-1"));
    assertThat(execute("compare", one, two, "--profile", file.toString(), "--out", to))
        .isEqualTo(2);
    assertThat(err).contains("count of gemm-512x512x512-nn-fp32 is -1.0, must be above 0");
  }
}
