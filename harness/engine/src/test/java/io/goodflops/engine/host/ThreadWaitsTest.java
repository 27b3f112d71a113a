package io.goodflops.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThreadWaitsTest {
  private final NoiseMeter noise = new NoiseMeter();

  @Test
  void aCollectionStopsAllThreads() {
    assumeTrue(
        Files.exists(Path.of("/proc/thread-self/schedstat")), "no counters of the scheduler");
    NoiseMeter.Reading now = noise.before();
    try (ThreadWaits waits = noise.waits(now, now)) {
      long before = waits.nanos();
      long start = System.nanoTime();
      System.gc();
      long tookNanos = System.nanoTime() - start;
      assertThat(waits.nanos() - before).isGreaterThan(tookNanos / 10);
    }
  }

  @Test
  void aThreadThatIsNotThereWaitsForNothing() {
    try (ThreadWaits waits = new ThreadWaits(List.of("2147483647"), Optional.of("x"))) {
      assertThat(waits.nanos()).isZero();
    }
  }
}
