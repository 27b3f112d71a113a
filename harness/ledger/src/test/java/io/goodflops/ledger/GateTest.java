package io.goodflops.ledger;

import static io.goodflops.ledger.CompareRuns.NANOS;
import static io.goodflops.ledger.CompareRuns.executing;
import static io.goodflops.ledger.CompareRuns.failed;
import static io.goodflops.ledger.CompareRuns.run;
import static io.goodflops.ledger.CompareRuns.timed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.ledger.compare.Drop;
import io.goodflops.ledger.compare.Exact;
import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.GateCase;
import io.goodflops.ledger.compare.GateCase.Cause;
import io.goodflops.ledger.compare.Light;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateTest {
  private static Gate gate(RunRecord baseline, RunRecord candidate) {
    return Gate.of(baseline, candidate, device -> true, 0.03, false);
  }

  private static GateCase only(CaseRecord baseline, CaseRecord candidate) {
    Gate gate = gate(run("a", baseline), run("b", candidate));
    assertThat(gate.cases()).hasSize(1);
    assertThat(gate.light())
        .isEqualTo(
            gate.cases().get(0).light() == Light.NOT_GATED
                ? Light.INCONCLUSIVE
                : gate.cases().get(0).light());
    return gate.cases().get(0);
  }

  private static void lit(GateCase each, Light light, Cause cause) {
    assertThat(each.light()).isEqualTo(light);
    assertThat(each.cause()).isEqualTo(cause);
  }

  @Test
  void theTimesDecide() {
    CaseRecord base = timed("gemm", NANOS);
    lit(only(base, timed("gemm", NANOS * 1.001)), Light.PASS, Cause.WITHIN_MARGIN);
    lit(only(base, timed("gemm", NANOS / 1.2)), Light.PASS, Cause.WITHIN_MARGIN);
    lit(only(base, timed("gemm", NANOS * 1.2)), Light.FAIL, Cause.SLOWER);
    GateCase wide = only(base, timed("gemm", NANOS * 1.03));
    lit(wide, Light.INCONCLUSIVE, Cause.WIDE);
    assertThat(wide.enough().getAsInt()).isGreaterThan(20);
    lit(only(base, timed("gemm", NANOS * 1.2, 5, 0.01)), Light.INCONCLUSIVE, Cause.REFUSED);
  }

  @Test
  void aResultThatIsGoneOrWrongFails() {
    CaseRecord base = timed("gemm", NANOS);
    lit(only(base, failed("gemm", Outcome.WRONG)), Light.FAIL, Cause.RESULT);
    lit(only(base, failed("gemm", Outcome.CRASHED)), Light.FAIL, Cause.RESULT);
    lit(only(base, failed("gemm", Outcome.UNSUPPORTED)), Light.FAIL, Cause.RESULT);
    lit(
        only(failed("gemm", Outcome.UNSUPPORTED), failed("gemm", Outcome.WRONG)),
        Light.FAIL,
        Cause.RESULT);
    lit(
        only(failed("gemm", Outcome.UNSUPPORTED), failed("gemm", Outcome.UNSUPPORTED)),
        Light.NOT_GATED,
        Cause.NEW);
    Gate gate = gate(run("a", base, timed("other", NANOS)), run("b", base));
    assertThat(gate.light()).isEqualTo(Light.FAIL);
    assertThat(gate.cases()).extracting(GateCase::cause).contains(Cause.RESULT);
  }

  @Test
  void exactQuantitiesGateExactly() {
    CaseRecord base = executing(timed("gemm", NANOS), 2_200_000_000L, 1000);
    lit(only(base, executing(timed("gemm", NANOS), 2_200_000_001L, 1000)), Light.FAIL, Cause.EXACT);
    GateCase padded = only(base, executing(timed("gemm", NANOS), 2_200_000_000L, 1001));
    lit(padded, Light.FAIL, Cause.EXACT);
    assertThat(padded.exact())
        .filteredOn(Exact::fails)
        .containsExactly(new Exact(Exact.Quantity.PADDING_FLOP, 1000, 1001));
    lit(
        only(base, executing(timed("gemm", NANOS), 2_100_000_000L, 0)),
        Light.PASS,
        Cause.WITHIN_MARGIN);
    lit(only(base, CompareRuns.ofFlops(base, base.flops() - 1)), Light.FAIL, Cause.EXACT);
  }

  /** The candidate loses its time to the hypervisor, as its counters say. */
  @Test
  void whatTheMachineTookDoesNotFail() {
    CaseRecord base = timed("gemm", NANOS);
    CaseRecord stolen = stolen(NANOS * 0.2);
    GateCase each = only(base, stolen);
    lit(each, Light.INCONCLUSIVE, Cause.MACHINE);
    Drop drop = each.drop().orElseThrow();
    assertThat(drop.machine()).isCloseTo(0.2, within(0.02));
    assertThat(drop.largest()).contains(Category.AVAILABILITY_STEAL);
    Drop code = only(base, timed("gemm", NANOS * 1.2)).drop().orElseThrow();
    assertThat(code.code()).isCloseTo(0.2, within(0.02));
    assertThat(code.machine()).isCloseTo(0, within(0.01));
    assertThat(code.sum()).isCloseTo(0.2, within(0.02));
  }

  private static CaseRecord stolen(double steal) {
    Random random = new Random(8);
    List<ForkRecord> forks = new ArrayList<>();
    for (int f = 0; f < 20; f++) {
      double own = NANOS * (1 + 0.01 * random.nextGaussian());
      forks.addAll(Runs.forks(1, 6, 1, i -> Runs.sample(own + steal, 1, steal, 0, 0)));
    }
    return CompareRuns.named(
        "gemm", Runs.record("gemm", Outcome.MEASURED, 2L << 30, 3L << 22, forks));
  }

  @Test
  void pairsMustHaveRunInTurns() {
    CaseRecord base = timed("gemm", NANOS);
    assertThatThrownBy(
            () ->
                Gate.of(
                    run("a", base),
                    run("b", timed("gemm", NANOS, 18, 0.01)),
                    d -> true,
                    0.03,
                    true))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("did not run in turns");
  }

  @Test
  void refusesRunsThatShareNothing() {
    assertThatThrownBy(() -> gate(run("a", timed("x", NANOS)), run("b", timed("y", NANOS))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("share no workload");
  }
}
