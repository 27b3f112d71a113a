package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that keep the harness waiting. Nothing here is judged by how long it took. */
class HangsIT {
  private static final List<String> CALLS =
      List.of("compile", "bind", "enqueue", "finish", "close");

  private static final int FIRST_ROWS = 29;

  private static String ofEach(String line, String between) {
    return CALLS.stream()
        .map(
            call ->
                line.replace("CALL", call)
                    .replace("ROWS", Integer.toString(FIRST_ROWS + CALLS.indexOf(call))))
        .collect(Collectors.joining(between));
  }

  /** Each of its products hangs in another call; the others go on. */
  @Test
  void callThatHangsIsNamed(@TempDir Path own) throws Exception {
    FaultyRun run =
        FaultyRun.hurried(
            own,
            "rate.FP32=5e8\nmemory.bytes=1048576\n"
                + ofEach("fault.mROWS=hang\nfault.mROWS.in=CALL\nfault.mROWS.m=ROWS", "\n"),
            "{\"op\": \"matmul\", \"m\": ["
                + ofEach("ROWS", ", ")
                + "], \"n\": 32, \"k\": 32, \"dtypes\": [\"FP32\"], \"source\": \"test\"}",
            "--device",
            "simulator:0",
            "--fork-timeout",
            "10s");
    run.requireGoodOrder();
    for (String call : CALLS) {
      CaseRecord record = run.only("gemm-" + (FIRST_ROWS + CALLS.indexOf(call)) + "x");
      assertThat(record.outcome()).as(record.reason()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(record.reason()).contains(call + "()");
    }
    assertThat(run.ended().exitCode()).isEqualTo(3);
  }

  /** In a run of its own: to fill the memory takes some machines longer than a hang may last. */
  @Test
  void memoryLeakIsNamed(@TempDir Path own) throws Exception {
    FaultyRun leak =
        FaultyRun.hurried(
            own,
            "rate.FP32=5e8\nmemory.bytes=1048576\nfault.a=leak\nfault.a.in=bind\nfault.a.bytes=1e11\n",
            "{\"op\": \"matmul\", \"m\": 32, \"n\": 32, \"k\": 32, \"dtypes\": [\"FP32\"], \"source\": \"test\"}",
            "--device",
            "simulator:0",
            "--fork-timeout",
            "90s");
    leak.requireGoodOrder();
    assertThat(leak.only("gemm-32x").outcome()).isEqualTo(Outcome.FAILED);
    assertThat(leak.only("gemm-32x").reason()).contains("ran out of memory in bind()");
  }
}
