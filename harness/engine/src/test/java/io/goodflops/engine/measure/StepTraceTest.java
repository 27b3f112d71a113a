package io.goodflops.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goodflops.result.StepRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTraceTest {
  @Test
  void onACalmMachineAllStepsSpeak() {
    assertEquals(List.of(50L, 10L, 30L), calm(step(50, 0), step(10, 0), step(30, 0)));
  }

  @Test
  void whatWaitedForACpuIsLeftOut() {
    assertEquals(
        List.of(1000L, 1200L, 1100L),
        calm(step(9000, 8000), step(1000, 0), step(1200, 5), step(1100, 5), step(1500, 400)));
  }

  @Test
  void whereEveryStepWaitedTheCalmerHalfSpeaks() {
    assertEquals(
        List.of(1200L, 1100L),
        calm(step(5000, 4000), step(1200, 200), step(1100, 150), step(3000, 2000)));
  }

  @Test
  void whatACalmStepWaitedAllTheSameIsTakenOff() {
    StepTrace.Step waited =
        new StepTrace.Step(
            1000,
            0.005,
            List.of(200.0),
            List.of(600.0),
            List.of(new StepRecord.FeedSpan("copy", 0, 100)));
    assertEquals(
        new StepTrace.Step(
            995,
            0,
            List.of(199.0),
            List.of(597.0),
            List.of(new StepRecord.FeedSpan("copy", 0, 99.5))),
        waited.withoutWaiting(2));
    assertEquals(970, step(1000, 50).withoutWaiting(2).nanos());
  }

  @Test
  void besideATenantAtLeastWhatTheThreadsWaitedInTheMeanIsTakenOff() {
    assertEquals(600, step(1000, 400).withoutWaiting(1).nanos());
    assertEquals(800, step(1000, 400).withoutWaiting(2).nanos());
  }

  private static List<Long> calm(StepTrace.Step... steps) {
    return StepTrace.calm(List.of(steps), StepTrace.Step::waitShare).stream()
        .map(StepTrace.Step::nanos)
        .toList();
  }

  private static StepTrace.Step step(long nanos, long waitNanos) {
    return new StepTrace.Step(nanos, (double) waitNanos / nanos, List.of(), List.of(), List.of());
  }
}
