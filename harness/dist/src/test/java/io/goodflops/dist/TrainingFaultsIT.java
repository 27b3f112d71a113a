package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training steps on a device on which almost every one goes wrong in a way of its own: each fault
 * is tied to the batch of one MLP, which is the number of rows of its products, or to an op of one
 * dtype. The model's miniature is right on all of them. The devices are slower than the arithmetic
 * behind them, so that their times are the simulator's own and not those of a JVM that warms up.
 */
@Undisturbed
class TrainingFaultsIT {
  private static final String PROGRAM =
      """
      rate.FP64=1e8
      rate.FP32=1e8
      rate.BF16=1e8
      bandwidth=5e7
      latency.nanos=200000
      memory.bytes=2097152
      fault.wrong=wrong
      fault.wrong.m=41
      fault.nan=nan
      fault.nan.m=42
      fault.timed=wrong-when-timed
      fault.timed.m=43
      fault.crash=crash
      fault.crash.m=44
      fault.hang=hang
      fault.hang.m=45
      fault.refuse=refuse
      fault.refuse.kind=relu
      fault.refuse.dtype=BF16
      fault.sgd=wrong
      fault.sgd.kind=sgd
      fault.sgd.dtype=FP64
      """;

  private static final String WORKLOADS =
      """
      {"program": "mlp", "batch": 10, "inputs": 24, "hidden": 40, "classes": 9,
       "dtypes": ["FP32", "BF16", "FP64"], "source": "test"},
      {"program": "mlp", "batch": 41, "inputs": 24, "hidden": 40, "classes": 9, "dtypes": ["FP32"], "source": "test"},
      {"program": "mlp", "batch": 42, "inputs": 24, "hidden": 40, "classes": 9, "dtypes": ["FP32"], "source": "test"},
      {"program": "mlp", "batch": 43, "inputs": 24, "hidden": 40, "classes": 9, "dtypes": ["FP32"], "source": "test"},
      {"program": "mlp", "batch": 44, "inputs": 24, "hidden": 40, "classes": 9, "dtypes": ["FP32"], "source": "test"},
      {"program": "mlp", "batch": 45, "inputs": 24, "hidden": 40, "classes": 9, "dtypes": ["FP32"], "source": "test"},
      {"program": "mlp", "batch": 16, "inputs": 1048576, "hidden": 64, "classes": 9, "dtypes": ["FP32"], "source": "test"},
      {"program": "bottleneck", "batch": 2, "channels": 8, "inner": 4, "size": 6, "classes": 5, "dtypes": ["FP32"], "source": "test"},
      {"program": "decoder", "batch": 1, "sequence": 6, "width": 8, "heads": 2, "vocabulary": 20, "blocks": 1, "dtypes": ["FP32"], "source": "test"},
      {"op": "relu", "elements": 4096, "dtypes": ["FP32"], "source": "test"}
      """;

  @TempDir private static Path folder;
  private static FaultyRun run;

  private record Row(String part, Outcome outcome, String reason) {}

  @BeforeAll
  static void runOnce() throws Exception {
    run =
        FaultyRun.of(
            folder, PROGRAM, WORKLOADS, "--device", "simulator:0", "--fork-timeout", "20s");
  }

  @TestFactory
  Stream<DynamicTest> stepIsRecordedForWhatItIs() {
    return Stream.of(
            new Row("-b10-fp32", Outcome.MEASURED, ""),
            new Row("bottleneck", Outcome.MEASURED, ""),
            new Row("decoder", Outcome.MEASURED, ""),
            new Row("relu-4096", Outcome.MEASURED, ""),
            new Row("-b41-", Outcome.WRONG, "(matmul, writes matmul.1.C)"),
            new Row("-b42-", Outcome.WRONG, "(matmul, writes matmul.1.C)"),
            new Row("-b43-", Outcome.WRONG, "repeated-one-by-one: "),
            new Row("-b44-", Outcome.CRASHED, "before anything was timed"),
            new Row("-b45-", Outcome.TIMED_OUT, "before anything was timed"),
            new Row("-b16-", Outcome.UNSUPPORTED, "does not fit the device's memory"),
            new Row("-b10-bf16", Outcome.UNSUPPORTED, "needs relu: "),
            new Row("-b10-fp64", Outcome.WRONG, "steps-end-to-end: "))
        .map(
            row ->
                DynamicTest.dynamicTest(row.part + " is " + row.outcome, () -> recordedRight(row)));
  }

  private static void recordedRight(Row row) {
    CaseRecord record = run.only(row.part);
    assertThat(record.outcome()).as(record.reason()).isEqualTo(row.outcome);
    assertThat(record.reason()).contains(row.reason);
    if (row.outcome == Outcome.MEASURED) {
      assertThat(record.suspect()).isEmpty();
      assertThat(record.verification().orElseThrow().passed()).isTrue();
    } else {
      boolean timed = record.forks().stream().anyMatch(fork -> !fork.samples().isEmpty());
      assertThat(timed).isEqualTo(row.part.equals("-b43-"));
    }
  }

  @Test
  void everyCheckIsNamed() {
    assertThat(run.only("-b10-fp32").verification().orElseThrow().method())
        .isEqualTo(
            "steps-end-to-end + data-as-written + step-op-by-op + repeated-one-by-one + trained-weights");
  }

  @Test
  void hostSurvivesAndLeavesAValidRecord() throws Exception {
    run.requireGoodOrder();
    assertThat(run.ended().exitCode()).isEqualTo(1);
  }
}
