package io.goodflops.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
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
    NoiseMeter.Reading now = noise.read();
    try (ThreadWaits waits = noise.waits(now, now)) {
      long before = waits.nanos();
      long start = System.nanoTime();
      System.gc();
      long tookNanos = System.nanoTime() - start;
      assertThat(waits.nanos() - before).isGreaterThan(tookNanos / 10);
    }
  }

  @Test
  void theKernelsTextIsReadWithoutStrings() {
    byte[] text = "12 345678901234 9\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(ThreadWaits.nanos(text, text.length, false)).isEqualTo(345678901234L);
    assertThat(ThreadWaits.nanos(text, text.length, true)).isEqualTo(345678901246L);
    assertThat(ThreadWaits.nanos(text, 5, false)).isEqualTo(34);
    assertThat(ThreadWaits.nanos(text, 0, true)).isZero();
  }

  @Test
  void aThreadThatIsNotThereWaitsForNothing() {
    try (ThreadWaits waits = new ThreadWaits(List.of("2147483647"), Optional.of("x"))) {
      assertThat(waits.nanos()).isZero();
    }
  }
}
