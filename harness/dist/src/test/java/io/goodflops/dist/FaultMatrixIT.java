package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One run in which almost every product goes wrong in a way of its own: each fault is tied to the
 * number of rows of one product. docs/LIES.md lists what is seen here. What hangs: {@link HangsIT}.
 */
@Undisturbed
class FaultMatrixIT {
  /**
   * A fault and what must come of it.
   *
   * @param m rows of the product that it strikes
   * @param program properties of the fault, without its name
   * @param reason part of the case's reason, or of a suspicion where it is measured
   */
  private record Row(String name, int m, String program, Outcome outcome, String reason) {}

  private static final List<Row> ROWS =
      List.of(
          row("nothing", 10, "", Outcome.MEASURED, ""),
          row("one wrong element", 12, "=wrong", Outcome.WRONG, "must be"),
          row("one NaN", 13, "=nan", Outcome.WRONG, "NaN"),
          row("wrong only when timed", 14, "=wrong-when-timed", Outcome.WRONG, "must be"),
          row("cached answer", 15, "=cached", Outcome.WRONG, "did not change when the inputs did"),
          row("late result", 16, "=late;.millis=40", Outcome.WRONG, "freivalds"),
          row("early return", 17, "=early", Outcome.MEASURED, "finish() returned before"),
          row("half early return", 11, "=early;.share=0.5", Outcome.MEASURED, "finish() returned"),
          row("repeats that are free", 18, "=free-repeats", Outcome.MEASURED, "faster than the"),
          row(
              "batches that cost as one",
              36,
              "=free-repeats",
              Outcome.MEASURED,
              "twice the launch"),
          row("crash", 19, "=crash", Outcome.CRASHED, "SIGSEGV"),
          row("exit in bind", 20, "=exit;.in=bind", Outcome.CRASHED, "ended itself in bind()"),
          row("exit in close", 34, "=exit;.in=close", Outcome.CRASHED, "ended itself in close()"),
          row(
              "hostile exception text",
              21,
              "=exception;.in=bind;.text=" + FaultyRun.HOSTILE,
              Outcome.FAILED,
              "bind() failed: IllegalStateException"),
          row(
              "out of device memory",
              22,
              "=device-exception;.in=allocate;.text=no more memory",
              Outcome.FAILED,
              "allocate() failed: DeviceException: no more memory"),
          row(
              "hostile refusal",
              23,
              "=refuse;.text=" + FaultyRun.HOSTILE,
              Outcome.UNSUPPORTED,
              "alert(1)"),
          row(
              "exception that answers nothing",
              24,
              "=hostile-exception",
              Outcome.FAILED,
              "HostileException"),
          row(
              "exception whose cause is itself",
              25,
              "=cyclic-exception",
              Outcome.FAILED,
              "CyclicException"),
          row(
              "out of heap",
              26,
              "=out-of-memory",
              Outcome.FAILED,
              "ran out of memory in enqueue()"),
          row("100 MB of output", 28, "=flood;.in=bind;.text=" + text(), Outcome.MEASURED, ""));

  private static final String WORKLOADS =
      """
      {"op": "matmul", "m": [ROWS], "n": 32, "k": 32, "dtypes": ["FP32"], "source": "test"},
      {"op": "matmul", "m": [11, 17, 18], "n": 128, "k": 128, "dtypes": ["FP32"],
       "source": "test"},
      {"op": "matmul", "m": 36, "n": 416, "k": 416, "dtypes": ["FP32"], "source": "test"},
      {"op": "matmul", "m": 35, "n": 128, "k": 128, "dtypes": ["FP32"],
       "patterns": ["random", "zero"], "source": "test"},
      {"op": "copy", "workingSets": "64KiB", "dtypes": ["FP32"], "source": "test"}
      """;

  @TempDir private static Path folder;
  private static FaultyRun run;

  private static Row row(String name, int m, String program, Outcome outcome, String reason) {
    return new Row(name, m, program, outcome, reason);
  }

  private static String text() {
    return FaultyRun.HOSTILE.substring(0, 150);
  }

  @BeforeAll
  static void runOnce() throws Exception {
    StringBuilder program =
        new StringBuilder(
            """
            rate.FP32=5e8
            bandwidth=2e9
            memory.bytes=33554432
            fault.zeros=fast-on-constants
            fault.zeros.m=35
            fault.zeros.share=0.1
            fault.stream=cached
            fault.stream.kind=copy
            """);
    for (Row row : ROWS) {
      if (!row.program.isEmpty()) {
        String key = "fault.m" + row.m;
        program.append(key).append(row.program.replace(";.", "\n" + key + ".")).append('\n');
        program.append(key).append(".m=").append(row.m).append('\n');
      }
    }
    String rows =
        ROWS.stream()
            .map(row -> Integer.toString(row.m))
            .filter(m -> !List.of("11", "17", "18", "36").contains(m))
            .collect(Collectors.joining(", "));
    run =
        FaultyRun.of(
            folder,
            program.toString(),
            WORKLOADS.replace("ROWS", rows),
            "--device",
            "simulator:0",
            "--fork-timeout",
            "10s");
  }

  @TestFactory
  Stream<DynamicTest> faultIsRecordedForWhatItIs() {
    return ROWS.stream()
        .map(
            row ->
                DynamicTest.dynamicTest(row.name + " is " + row.outcome, () -> recordedRight(row)));
  }

  private static void recordedRight(Row row) {
    CaseRecord record = run.only("gemm-" + row.m + "x");
    assertThat(record.outcome()).as(record.reason()).isEqualTo(row.outcome);
    if (row.outcome != Outcome.MEASURED) {
      assertThat(record.reason()).contains(row.reason).hasSizeLessThan(1500);
      record.ledger().ifPresent(ledger -> assertThat(ledger.effectiveFlop()).isZero());
    } else if (row.reason.isEmpty()) {
      assertThat(record.suspect()).isEmpty();
    } else {
      assertThat(record.suspect()).anySatisfy(why -> assertThat(why).contains(row.reason));
    }
  }

  @Test
  void answerThatIgnoresItsInputIsWrongInStreamsToo() {
    assertThat(run.only("copy").outcome()).isEqualTo(Outcome.WRONG);
    assertThat(run.only("copy").reason()).contains("did not change when the inputs did");
  }

  @Test
  void gainOnConstantInputsIsSuspect() {
    assertThat(run.only("-zero@").suspect())
        .anySatisfy(why -> assertThat(why).contains("% faster than on random inputs"));
    assertThat(run.only("gemm-35x128x128-nn-fp32-plain@").suspect()).isEmpty();
  }

  @Test
  void onlyCasesThatNothingSpeaksAgainstRank() {
    List<String> ranking =
        run.run().cases().stream()
            .filter(io.goodflops.ledger.Ranking::eligible)
            .map(CaseRecord::id)
            .map(id -> id.replaceFirst("x.*", ""))
            .toList();
    assertThat(ranking).containsExactlyInAnyOrder("gemm-10", "gemm-28", "gemm-35");
  }

  @Test
  void hostSurvivesAndLeavesAValidInertRecord() throws Exception {
    run.requireGoodOrder();
    assertThat(run.ended().exitCode()).isEqualTo(1);
  }

  @Test
  void simulationIsCalledSoEverywhere() throws Exception {
    run.requireSimulatedEverywhere();
  }

  @Test
  void logsAreKeptAndBounded() throws Exception {
    assertThat(run.logs("gemm-19x")).anyMatch(file -> file.endsWith("crash.log"));
    assertThat(Files.size(folder.resolve("run/journal.jsonl"))).isLessThan(4 << 20);
    try (var files = Files.walk(folder.resolve("run"))) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(4 << 20));
    }
  }
}
