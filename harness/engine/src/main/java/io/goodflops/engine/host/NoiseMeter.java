package io.goodflops.engine.host;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What disturbs this process: time stolen by the hypervisor, time its threads waited for a CPU,
 * runtime pauses. Sources: {@code /proc/stat} (steal, in ticks of 10 ms), {@code schedstat} of each
 * thread (time on CPU and time runnable but waiting, in ns), the JVM's own beans.
 */
public final class NoiseMeter {
  private static final long TICK_NANOS = 10_000_000;

  /** A thread counts as computing if it ran or wanted to run for this share of the window. */
  private static final double COMPUTING_SHARE = 0.5;

  private final BitSet cpus = ProcFiles.allowedCpus();

  /**
   * Counters at one moment.
   *
   * @param stealTicks over the allowed CPUs; empty if the kernel does not say
   */
  public record Reading(
      long atNanos,
      OptionalLong processCpuNanos,
      OptionalLong stealTicks,
      Map<String, long[]> threads,
      long pauseNanos) {
    public Reading {
      threads = Map.copyOf(threads);
    }
  }

  /**
   * What happened between two readings.
   *
   * @param stealNanos CPU time stolen from the allowed CPUs, summed
   * @param waitNanos time computing threads were runnable but waited, summed
   */
  public record Window(
      long wallNanos,
      OptionalLong cpuNanos,
      OptionalLong stealNanos,
      OptionalLong waitNanos,
      long pauseNanos) {}

  /** Number of CPUs that {@link Window#stealNanos} is summed over. */
  public int cpus() {
    return Math.max(1, cpus.cardinality());
  }

  /** Reads all counters; takes a fraction of a millisecond. */
  public Reading read() {
    return new Reading(System.nanoTime(), processCpuNanos(), stealTicks(), threads(), pauseNanos());
  }

  /** The window between two readings. */
  public Window between(Reading before, Reading after) {
    OptionalLong cpu =
        before.processCpuNanos().isPresent() && after.processCpuNanos().isPresent()
            ? OptionalLong.of(
                after.processCpuNanos().getAsLong() - before.processCpuNanos().getAsLong())
            : OptionalLong.empty();
    OptionalLong steal =
        before.stealTicks().isPresent() && after.stealTicks().isPresent()
            ? OptionalLong.of(
                (after.stealTicks().getAsLong() - before.stealTicks().getAsLong()) * TICK_NANOS)
            : OptionalLong.empty();
    return new Window(
        after.atNanos() - before.atNanos(),
        cpu,
        steal,
        waited(before, after),
        after.pauseNanos() - before.pauseNanos());
  }

  private static OptionalLong waited(Reading before, Reading after) {
    if (before.threads().isEmpty() || after.threads().isEmpty()) {
      return OptionalLong.empty();
    }
    long window = after.atNanos() - before.atNanos();
    long waited = 0;
    for (Map.Entry<String, long[]> entry : after.threads().entrySet()) {
      long[] start = before.threads().getOrDefault(entry.getKey(), new long[2]);
      long ran = entry.getValue()[0] - start[0];
      long waitedToRun = entry.getValue()[1] - start[1];
      if (ran + waitedToRun >= COMPUTING_SHARE * window) {
        waited += waitedToRun;
      }
    }
    return OptionalLong.of(waited);
  }

  private static OptionalLong processCpuNanos() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      long nanos = system.getProcessCpuTime();
      return nanos < 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
    }
    return OptionalLong.empty();
  }

  private OptionalLong stealTicks() {
    long ticks = 0;
    boolean seen = false;
    for (String line : ProcFiles.lines("/proc/stat")) {
      if (!line.startsWith("cpu") || line.startsWith("cpu ")) {
        continue;
      }
      String[] fields = line.split("\\s+");
      int cpu = Integer.parseInt(fields[0].substring(3));
      if (fields.length > 8 && (cpus.isEmpty() || cpus.get(cpu))) {
        ticks += Long.parseLong(fields[8]);
        seen = true;
      }
    }
    return seen ? OptionalLong.of(ticks) : OptionalLong.empty();
  }

  private static Map<String, long[]> threads() {
    Map<String, long[]> threads = new HashMap<>();
    Path tasks = Path.of("/proc/self/task");
    if (!Files.isDirectory(tasks)) {
      return threads;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(tasks)) {
      for (Path folder : folders) {
        String[] fields =
            ProcFiles.text(folder.resolve("schedstat").toString()).orElse("").split(" ");
        if (fields.length >= 2) {
          threads.put(
              folder.getFileName().toString(),
              new long[] {Long.parseLong(fields[0]), Long.parseLong(fields[1])});
        }
      }
    } catch (IOException e) {
      return new HashMap<>();
    }
    return threads;
  }

  private static long pauseNanos() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += Math.max(0, collector.getCollectionTime());
    }
    return millis * 1_000_000;
  }
}
