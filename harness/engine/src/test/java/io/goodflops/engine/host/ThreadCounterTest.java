package io.goodflops.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ThreadCounterTest {
  private static long[] parsed(String text, int length) {
    long[] nanos = {7, 7};
    ThreadCounter.parse(text.getBytes(StandardCharsets.US_ASCII), length, nanos);
    return nanos;
  }

  @Test
  void theKernelsTextIsReadWithoutStrings() {
    assertThat(parsed("12 345678901234 9\n", 18)).containsExactly(12, 345678901234L);
    assertThat(parsed("12 345678901234 9\n", 5)).containsExactly(12, 34);
    assertThat(parsed("", 0)).containsExactly(0, 0);
  }

  @Test
  void aThreadThatHasEndedLeavesWhatWasReadLast() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/proc/thread-self/schedstat")), "no counters of the scheduler");
    String[] name = new String[1];
    ThreadCounter[] counter = new ThreadCounter[1];
    long[] nanos = new long[2];
    boolean[] read = new boolean[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                name[0] = Path.of("/proc/thread-self").toRealPath().getFileName().toString();
                counter[0] = ThreadCounter.of(name[0]).orElseThrow();
                read[0] = counter[0].read(nanos);
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    thread.start();
    thread.join();
    assertThat(read[0]).isTrue();
    assertThat(nanos[0]).isPositive();
    // the kernel's thread ends a moment after Java's
    while (Files.exists(Path.of("/proc/self/task", name[0]))) {
      Thread.sleep(1);
    }
    long ran = nanos[0];
    assertThat(counter[0].read(nanos)).isFalse();
    assertThat(nanos[0]).isEqualTo(ran);
    assertThat(ThreadCounter.of(name[0])).isEmpty();
  }
}
