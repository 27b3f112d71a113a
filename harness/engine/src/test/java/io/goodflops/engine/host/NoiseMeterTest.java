package io.goodflops.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NoiseMeterTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  void busyLoopIsSeenAsCpuTimeOfAComputingThread() {
    NoiseMeter meter = new NoiseMeter();
    NoiseMeter.Reading before = meter.before();
    long end = System.nanoTime() + 200_000_000;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    NoiseMeter.Window window = meter.between(before, meter.after());
    assertThat(window.cpuNanos().orElse(1)).isPositive();
    assertThat(window.stealNanos().orElse(0)).isNotNegative();
    assertThat(window.waitNanos().orElse(0)).isNotNegative();
  }

  @Test
  void noThreadWaitsLongerThanTheWindowWhateverTheKernelCounts() {
    NoiseMeter.Window window =
        new NoiseMeter()
            .between(
                reading(0, new long[] {0, 0}), reading(200, new long[] {150, 1_000_000_000_000L}));
    assertThat(window.waitNanos()).hasValue(200);
  }

  private static NoiseMeter.Reading reading(long atNanos, long[] counters) {
    return new NoiseMeter.Reading(
        atNanos, OptionalLong.empty(), OptionalLong.empty(), Map.of("2147483646", counters), 0);
  }

  /** They may be busier than what is timed, and then would be taken for the device. */
  @Test
  void theJvmsCompilersAreNoThreadsThatCompute() throws Exception {
    Path tasks = Path.of("/proc/self/task");
    assumeTrue(
        Files.exists(Path.of("/proc/self/schedstat")), "this kernel keeps no schedstat per thread");
    Map<String, String> names = new HashMap<>();
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        ProcFiles.text(thread.resolve("comm").toString())
            .ifPresent(name -> names.put(thread.getFileName().toString(), name));
      }
    }
    assertThat(names.values()).anyMatch(name -> name.contains("CompilerThre"));
    assertThat(new NoiseMeter().before().threads().keySet())
        .isNotEmpty()
        .noneMatch(thread -> names.getOrDefault(thread, "").contains("CompilerThre"));
  }

  @Test
  void moreSpinnersThanCpusHaveToWait() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/proc/self/schedstat")), "this kernel keeps no schedstat per thread");
    NoiseMeter meter = new NoiseMeter();
    AtomicBoolean stop = new AtomicBoolean();
    Thread[] spinners = new Thread[3 * meter.cpus()];
    for (int i = 0; i < spinners.length; i++) {
      spinners[i] =
          new Thread(
              () -> {
                while (!stop.get()) {
                  Thread.onSpinWait();
                }
              });
      spinners[i].start();
    }
    Thread.sleep(100);
    NoiseMeter.Reading before = meter.before();
    Thread.sleep(500);
    NoiseMeter.Window window = meter.between(before, meter.after());
    stop.set(true);
    for (Thread spinner : spinners) {
      spinner.join();
    }
    assertThat(window.waitNanos().orElseThrow()).isPositive();
  }

  @Test
  void whatStopsAllThreadsIsAPause() {
    NoiseMeter meter = new NoiseMeter();
    NoiseMeter.Reading before = meter.before();
    System.gc();
    NoiseMeter.Window window = meter.between(before, meter.after());
    assertThat(window.pauseNanos()).isPositive().isLessThanOrEqualTo(window.wallNanos());
  }

  /** The one thread that computes runs and waits all the time, whoever it is that it waits for. */
  @Test
  void runWaitAndPauseOfAThreadThatComputesAreItsWholeTime() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/proc/self/schedstat")), "this kernel keeps no schedstat per thread");
    NoiseMeter meter = new NoiseMeter();
    NoiseMeter.Reading before = meter.before();
    long cpu = THREADS.getCurrentThreadCpuTime();
    long kept = 0;
    long end = System.nanoTime() + 300_000_000;
    while (System.nanoTime() - end < 0) {
      kept += new byte[1 << 14].length;
    }
    long ranNanos = THREADS.getCurrentThreadCpuTime() - cpu;
    NoiseMeter.Window window = meter.between(before, meter.after());
    assertThat(kept).isPositive();
    double known = ranNanos + window.waitNanos().orElseThrow() + window.pauseNanos();
    assertThat(known / window.wallNanos()).isBetween(0.8, 1.1);
  }

  @Test
  void cpuListsAreRead() {
    assertThat(ProcFiles.parseList("0-3,8").stream().toArray()).containsExactly(0, 1, 2, 3, 8);
    assertThat(ProcFiles.parseList("").cardinality()).isZero();
  }
}
