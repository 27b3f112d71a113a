package io.goodflops.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.report.text.Phrase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonsTest {
  /** As engine and ledger write them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4.1 % of the timed wall time was stolen by the hypervisor",
        "49.7 % of the timed wall time was spent waiting for a CPU that other threads used",
        "6.0 % of the timed wall time was spent in runtime pauses",
        "NOT_CONVERGED: 3 of at least 15 forks",
        "NOT_CONVERGED: ±4.2 % after 21 forks, ±2.0 % asked",
        "no steady state: 2 of 3 forks were timed before warm-up settled",
        "bimodal: 4 forks near 3.2 ms, 11 near 4.1 ms",
        "drift: +7.1 % from the first fork to the last",
        "drift: second half of the batches -3.0 %",
        "skewed: mean time of a batch +9.1 % off its median",
        "faster than the best measured GEMM by 4.0 %",
        "0.9 % faster than on random inputs",
        "twice the launches took 1.10 times as long",
        "not run: no other device was ready to run beside it",
        "1 of 3 rounds do not count: the others were at work beside it for 43 % of its time, 90 % is the least",
        "beside it the result of simulator:1 was wrong, and nobody knows how much that one really did",
        "not run: the budget of 90 s is used up (--budget)",
        "no answer from finish() within 12 s; the process was killed (--fork-timeout)",
        "the process crashed in enqueue() (SIGSEGV (0xb) at pc=0x0)",
        "the process ended itself in bind() with exit code 3",
        "the process took more than the 4.0 GiB (75 % of the machine) of memory it may have, in"
            + " warm-up, and was killed"
      })
  void isSaidInChineseWithAllItsFigures(String reason) {
    Phrase phrase = Reasons.of(reason);
    assertThat(phrase.en()).isEqualTo(reason);
    assertThat(phrase.zh()).matches(".*\\p{IsHan}.*").doesNotContain("$");
    for (String figure : reason.split("[^0-9.]+", -1)) {
      assertThat(phrase.zh()).contains(figure.replaceAll("\\.$", ""));
    }
  }

  @Test
  void leavesWhatAVendorSaysAsItIs() {
    Phrase phrase = Reasons.of(List.of("no FP16 here ($1)", "the process ended itself in bind()"));
    assertThat(phrase.en()).isEqualTo("no FP16 here ($1); the process ended itself in bind()");
    assertThat(phrase.zh()).isEqualTo("no FP16 here ($1)；进程在 bind() 中自行退出");
  }
}
