package io.goodflops.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A queue on which each op takes ten nanoseconds and each mark one. */
class TracedStepTest implements Queue {
  private long now;

  @Test
  void opsAreCountedFromTheBeginOfTheirStepToThatOfTheNext() {
    TracedStep first = new TracedStep(this, 2);
    TracedStep second = new TracedStep(this, 2);
    first.enqueue(Optional.empty(), op -> now += 10);
    second.enqueue(Optional.empty(), op -> now += 10);
    StepTrace.Step step = first.read(second.begin(), 0.25, false);
    assertThat(step.starts()).isEqualTo(List.of(3.0, 15.0));
    assertThat(step.times()).isEqualTo(List.of(11.0, 11.0));
    assertThat(step.nanos()).isEqualTo(28);
    assertThat(first.read(first.end(), 0, false).nanos()).isEqualTo(27);
    assertThat(step.waitShare()).isEqualTo(0.25);
    assertThat(step.feed()).isEmpty();
  }

  @Override
  public Mark mark() {
    long at = now++;
    return () -> at;
  }

  @Override
  public void waitFor(Mark mark) {}

  @Override
  public void finish() {}

  @Override
  public void close() {}
}
