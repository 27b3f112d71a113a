package io.goodflops.engine.host;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryIteratorException;
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

  private static final Path TASKS = Path.of("/proc/self/task");
  private static final String VM_THREAD = "VM Thread";
  private static final ThreadLocal<String> SELF = ThreadLocal.withInitial(NoiseMeter::self);
  private static final long[] NOTHING = new long[2];

  private final BitSet cpus = ProcFiles.allowedCpus();
  private final Optional<String> vmThread = vmThread();
  private final Map<String, ThreadCounter> counters = new HashMap<>();

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

  /**
   * Reads all counters before something that is to be observed; takes a fraction of a millisecond.
   * Those of the threads come last and the calling thread's at the very end: what it waits while
   * others are read is not what it waits while it is observed.
   */
  public Reading before() {
    OptionalLong cpuNanos = processCpuNanos();
    OptionalLong ticks = stealTicks();
    long pauseNanos = pauseNanos();
    openCounters();
    Map<String, long[]> threads = new HashMap<>();
    long[] own = new long[2];
    Optional<ThreadCounter> self = Optional.ofNullable(counters.get(SELF.get()));
    self.ifPresent(counter -> threads.put(SELF.get(), own));
    readMissing(threads);
    Map<String, long[]> all = Map.copyOf(threads);
    self.ifPresent(counter -> counter.read(own));
    return new Reading(System.nanoTime(), cpuNanos, ticks, all, pauseNanos);
  }

  /** Reads all counters after what was observed, in the opposite order. */
  public Reading after() {
    long atNanos = System.nanoTime();
    Map<String, long[]> threads = new HashMap<>();
    long[] own = new long[2];
    ThreadCounter self = counters.get(SELF.get());
    if (self != null && self.read(own)) {
      threads.put(SELF.get(), own);
    }
    readMissing(threads);
    openCounters();
    readMissing(threads); // of threads that came meanwhile
    return new Reading(atNanos, processCpuNanos(), stealTicks(), threads, pauseNanos());
  }

  /** Opens the counters of threads that came since the last reading. */
  private void openCounters() {
    if (!Files.isDirectory(TASKS)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(TASKS)) {
      for (Path folder : folders) {
        String thread = folder.getFileName().toString();
        if (!counters.containsKey(thread) && !assists(folder)) {
          ThreadCounter.of(thread).ifPresent(counter -> counters.put(thread, counter));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // those that are open remain
    }
  }

  /**
   * Whether the JVM's compilers or collectors run on it: they may be as busy as a thread that
   * computes, but nobody waits for them to go on.
   */
  private static boolean assists(Path thread) {
    String name = ProcFiles.text(thread.resolve("comm").toString()).orElse("");
    return name.contains("CompilerThre") || name.startsWith("GC Thread") || name.startsWith("G1 ");
  }

  /** Reads those that are not there yet, and drops those of threads that have ended. */
  private void readMissing(Map<String, long[]> threads) {
    counters
        .entrySet()
        .removeIf(
            entry -> {
              long[] nanos = new long[2];
              if (threads.containsKey(entry.getKey())) {
                return false;
              }
              if (entry.getValue().read(nanos)) {
                threads.put(entry.getKey(), nanos);
                return false;
              }
              entry.getValue().close();
              return true;
            });
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
    threads.add(SELF.get());
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

  /** Number of the calling thread in {@code /proc}; empty where there is none. */
  private static String self() {
    try {
      return Path.of("/proc/thread-self").toRealPath().getFileName().toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Its number in {@code /proc}; empty where that or this JVM's name for it is another. */
  private static Optional<String> vmThread() {
    if (!Files.isDirectory(TASKS)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(TASKS)) {
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

  private static long pauseNanos() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += Math.max(0, collector.getCollectionTime());
    }
    return millis * 1_000_000;
  }
}
