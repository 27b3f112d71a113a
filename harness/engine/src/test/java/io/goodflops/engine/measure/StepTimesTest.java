package io.goodflops.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepTimesTest {
  @Test
  void onACalmMachineTheMiddleStepSpeaks() {
    assertEquals(30, StepTimes.middle(List.of(step(50, 0), step(10, 0), step(30, 0))).nanos());
  }

  @Test
  void whatWaitedForACpuIsLeftOut() {
    assertEquals(
        1100,
        StepTimes.middle(
                List.of(
                    step(9000, 8000), step(1000, 0), step(1200, 5), step(1100, 5), step(1500, 400)))
            .nanos());
  }

  @Test
  void whereEveryStepWaitedTheCalmerHalfSpeaks() {
    assertEquals(
        1200,
        StepTimes.middle(
                List.of(step(5000, 4000), step(1200, 200), step(1100, 150), step(3000, 2000)))
            .nanos());
  }

  private static StepTimes.Traced step(long nanos, long waitNanos) {
    return new StepTimes.Traced(nanos, waitNanos, List.of(), List.of(), Optional.empty());
  }
}
