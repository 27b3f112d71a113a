package io.goodflops.engine.host;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What disturbs this process: time stolen by the hypervisor, time its threads waited for a CPU,
 * runtime pauses. Sources: {@code /proc/stat} (steal, in ticks of 10 ms), {@code schedstat} of each
 * thread (time on CPU and time runnable but waiting, in ns), the JVM's own beans.
 *
 * <p>All threads stand still while HotSpot's own thread, the "VM Thread", does what cannot be done
 * beside them, all work of the serial collector, too. What it runs is a pause; what it waits for a
 * CPU meanwhile others have taken, from every thread that computes. (The beans would call both a
 * pause, in whole milliseconds, and leave out the wait before it.)
 */
public final class NoiseMeter {
  private static final long TICK_NANOS = 10_000_000;

  /** A thread counts as computing if it ran or wanted to run for this share of the window. */
  private static final double COMPUTING_SHARE = 0.5;

  private static final String VM_THREAD = "VM Thread";
  private static final long[] NOTHING = new long[2];

  private final BitSet cpus = ProcFiles.allowedCpus();
  private final Optional<String> vmThread = vmThread();

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
   * @param waitNanos time computing threads were runnable but waited, or stood still for a thread
   *     that waited, summed
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
        vmThread
            .filter(after.threads()::containsKey)
            .map(vm -> ran(vm, before, after))
            .orElse(after.pauseNanos() - before.pauseNanos()));
  }

  /** Of the calling thread and of those that computed between two readings. */
  public ThreadWaits waits(Reading before, Reading after) {
    Set<String> threads = new HashSet<>(computing(before, after));
    try {
      threads.add(Path.of("/proc/thread-self").toRealPath().getFileName().toString());
    } catch (IOException e) {
      // not Linux
    }
    return new ThreadWaits(threads, vmThread);
  }

  private List<String> computing(Reading before, Reading after) {
    long window = after.atNanos() - before.atNanos();
    return after.threads().keySet().stream()
        .filter(thread -> vmThread.filter(thread::equals).isEmpty())
        .filter(
            thread ->
                ran(thread, before, after) + waited(thread, before, after)
                    >= COMPUTING_SHARE * window)
        .toList();
  }

  private OptionalLong waited(Reading before, Reading after) {
    if (before.threads().isEmpty() || after.threads().isEmpty()) {
      return OptionalLong.empty();
    }
    long stoppedNanos = vmThread.map(vm -> waited(vm, before, after)).orElse(0L);
    long window = after.atNanos() - before.atNanos();
    return OptionalLong.of(
        computing(before, after).stream()
            .mapToLong(thread -> waited(thread, before, after) + stoppedNanos)
            .map(waited -> Math.min(waited, window)) // the kernel's counters leap now and then
            .sum());
  }

  private static long ran(String thread, Reading before, Reading after) {
    return after.threads().getOrDefault(thread, NOTHING)[0]
        - before.threads().getOrDefault(thread, NOTHING)[0];
  }

  private static long waited(String thread, Reading before, Reading after) {
    return after.threads().getOrDefault(thread, NOTHING)[1]
        - before.threads().getOrDefault(thread, NOTHING)[1];
  }

  /** Its number in {@code /proc}; empty where that or this JVM's name for it is another. */
  private static Optional<String> vmThread() {
    Path tasks = Path.of("/proc/self/task");
    if (!Files.isDirectory(tasks)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(tasks)) {
      return folders
          .filter(
              folder ->
                  ProcFiles.text(folder.resolve("comm").toString())
                      .filter(name -> name.strip().equals(VM_THREAD))
                      .isPresent())
          .map(folder -> folder.getFileName().toString())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
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
