package io.goodflops.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.StepRecord.FeedSpan;
import io.goodflops.result.StepRecord.StepOp;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StepRecordTest {
  @Test
  void eachForkCountsAlike() {
    StepRecord mean =
        mean(
            step(7, 100, 90, op("a", 0, 40), op("b", 50, 30)),
            step(9, 120, 100, op("a", 10, 60), op("b", 80, 40)));
    assertThat(mean.steps()).isEqualTo(16);
    assertThat(mean.tracedNanos()).isEqualTo(110);
    assertThat(mean.untracedNanos()).isEqualTo(95);
    assertThat(mean.ops()).extracting(StepOp::startNanos).containsExactly(5.0, 65.0);
    assertThat(mean.ops()).extracting(StepOp::nanos).containsExactly(50.0, 35.0);
  }

  @Test
  void whatOnlyTheFirstForkTriedStays() {
    StepOp alone =
        new StepOp("relu", "a", 1, 1, 1, "FP32", "FP32", "STRICT", 0, 40, OptionalDouble.of(30));
    assertThat(
            mean(step(7, 100, 90, alone), step(9, 120, 100, op("a", 0, 60)))
                .ops()
                .get(0)
                .aloneNanos())
        .hasValue(30);
  }

  @Test
  void aForkOfAnotherProgramIsLeftOut() {
    StepRecord mean = mean(step(7, 100, 90, op("a", 0, 40)), step(9, 500, 400, op("c", 10, 60)));
    assertThat(mean.tracedNanos()).isEqualTo(100);
  }

  @Test
  void spansOfTheBatchAreMeansToo() {
    StepRecord first = fed(step(7, 100, 90, op("a", 0, 40)), new FeedSpan("copy", 0, 20));
    StepRecord other = fed(step(9, 120, 100, op("a", 10, 60)), new FeedSpan("copy", 10, 40));
    StepRecord odd = fed(step(9, 120, 100, op("a", 10, 60)));
    assertThat(mean(first, other, odd).feed().orElseThrow())
        .containsExactly(new FeedSpan("copy", 5, 30));
  }

  @Test
  void noForkIsNoStep() {
    assertThat(StepRecord.mean(List.of())).isEmpty();
  }

  private static StepRecord mean(StepRecord... forks) {
    return StepRecord.mean(List.of(forks)).orElseThrow();
  }

  private static StepRecord fed(StepRecord step, FeedSpan... spans) {
    return new StepRecord(
        step.steps(),
        step.tracedNanos(),
        step.untracedNanos(),
        step.ops(),
        Optional.of(List.of(spans)));
  }

  private static StepRecord step(int steps, long traced, long untraced, StepOp... ops) {
    return new StepRecord(steps, traced, untraced, List.of(ops), Optional.empty());
  }

  private static StepOp op(String writes, double start, double nanos) {
    return new StepOp(
        "relu", writes, 1, 1, 1, "FP32", "FP32", "STRICT", start, nanos, OptionalDouble.empty());
  }
}
