package io.goodflops.engine.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What on this machine is missing or noisy, and how to mend it. */
public final class Checkup {
  private static final long WATCH_MILLIS = 1000;
  private static final long GLANCE_MILLIS = 300;
  private static final double BUSY_SHARE = 0.10;
  private static final double STEAL_SHARE = 0.02;
  private static final long LEAST_DISK_BYTES = 2L << 30;

  private Checkup() {}

  /** How bad it is. */
  public enum Verdict {
    OK,
    /** Not here, and nothing is wrong with that. */
    ABSENT,
    /** Numbers may be worse or less steady than they need be. */
    NOISY,
    /** Something will not work. */
    MISSING
  }

  /**
   * One thing that was looked at.
   *
   * @param remedy what to do about it, empty if nothing
   */
  public record Finding(String subject, Verdict verdict, String text, String remedy) {}

  /** Looks at the machine for about a second. */
  public static List<Finding> run(Path results) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(load());
    findings.add(busy(WATCH_MILLIS));
    findings.add(governor());
    findings.add(quota());
    findings.add(temporary());
    findings.add(disk(results));
    return findings;
  }

  /** What others do on this machine right now, if it is too much to measure well. */
  public static Optional<String> disturbance() {
    Finding others = busy(GLANCE_MILLIS);
    return others.verdict() == Verdict.OK
        ? Optional.empty()
        : Optional.of(others.text() + "; " + others.remedy());
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    return version >= 17 && version <= 25
        ? new Finding("Java", Verdict.OK, System.getProperty("java.version"), "")
        : new Finding(
            "Java",
            Verdict.NOISY,
            "version " + version + " is not tested",
            "use a JDK from 17 to 25");
  }

  private static Finding load() {
    OptionalDouble load = HostFacts.loadAverage();
    int cpus = Runtime.getRuntime().availableProcessors();
    if (load.isEmpty()) {
      return new Finding("Load", Verdict.OK, "this system does not tell", "");
    }
    String text =
        String.format(
            Locale.ROOT, "average of %.2f over one minute on %d CPUs", load.getAsDouble(), cpus);
    return load.getAsDouble() > 0.25 * cpus
        ? new Finding("Load", Verdict.NOISY, text, "stop other programs before you measure")
        : new Finding("Load", Verdict.OK, text, "");
  }

  /** Watches the CPUs while this process sleeps. */
  private static Finding busy(long millis) {
    long[] before = cpuTicks();
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    long[] after = cpuTicks();
    double total = after[0] - before[0];
    if (total <= 0) {
      return new Finding("Other programs", Verdict.OK, "this system does not tell", "");
    }
    double busy = (after[1] - before[1]) / total;
    double steal = (after[2] - before[2]) / total;
    String text =
        String.format(
            Locale.ROOT,
            "other programs on this machine keep %.0f %% of the CPUs busy, the hypervisor takes %.0f %%",
            100 * busy,
            100 * steal);
    if (steal > STEAL_SHARE) {
      return new Finding(
          "Other programs",
          Verdict.NOISY,
          text,
          "use a dedicated host; the ledger books steal apart");
    }
    return busy > BUSY_SHARE
        ? new Finding(
            "Other programs", Verdict.NOISY, text, "stop other programs before you measure")
        : new Finding("Other programs", Verdict.OK, text, "");
  }

  /** All ticks, busy ticks, stolen ticks. */
  private static long[] cpuTicks() {
    for (String line : ProcFiles.lines("/proc/stat")) {
      if (line.startsWith("cpu ")) {
        String[] fields = line.split("\\s+");
        long all = 0;
        for (int i = 1; i < Math.min(fields.length, 9); i++) {
          all += Long.parseLong(fields[i]);
        }
        long steal = fields.length > 8 ? Long.parseLong(fields[8]) : 0;
        long idle = Long.parseLong(fields[4]) + Long.parseLong(fields[5]);
        return new long[] {all, all - idle - steal, steal};
      }
    }
    return new long[3];
  }

  private static Finding governor() {
    Optional<String> governor =
        ProcFiles.text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    if (governor.isPresent() && !governor.get().equals("performance")) {
      return new Finding(
          "Clock governor",
          Verdict.NOISY,
          governor.get(),
          "as root: echo performance | tee"
              + " /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor");
    }
    return new Finding(
        "Clock governor", Verdict.OK, governor.orElse("not visible on this machine"), "");
  }

  private static Finding quota() {
    Optional<String> limit = ProcFiles.text("/sys/fs/cgroup/cpu.max");
    return limit.isPresent() && !limit.get().startsWith("max")
        ? new Finding(
            "CPU quota",
            Verdict.NOISY,
            "the control group limits CPU time to " + limit.get() + " µs",
            "give the container whole CPUs (a cpuset) instead of a quota")
        : new Finding("CPU quota", Verdict.OK, "none", "");
  }

  private static Finding temporary() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    for (String line : ProcFiles.lines("/proc/self/mounts")) {
      String[] fields = line.split(" ");
      if (fields.length > 3
          && fields[1].equals(folder.toString())
          && fields[3].contains("noexec")) {
        return new Finding(
            "Temporary folder",
            Verdict.MISSING,
            folder + " forbids execution, native libraries may not load from it",
            "set XDG_CACHE_HOME to a folder that allows it");
      }
    }
    return Files.isWritable(folder)
        ? new Finding("Temporary folder", Verdict.OK, folder.toString(), "")
        : new Finding(
            "Temporary folder", Verdict.MISSING, folder + " cannot be written", "set TMPDIR");
  }

  private static Finding disk(Path results) {
    Path folder = results.toAbsolutePath();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    try {
      long free = folder == null ? 0 : Files.getFileStore(folder).getUsableSpace();
      String text =
          String.format(Locale.ROOT, "%.1f GiB free at %s", free / (double) (1L << 30), folder);
      if (folder == null || !Files.isWritable(folder)) {
        return new Finding(
            "Results folder", Verdict.MISSING, folder + " cannot be written", "use --out");
      }
      return free < LEAST_DISK_BYTES
          ? new Finding("Results folder", Verdict.MISSING, text, "free some space or use --out")
          : new Finding("Results folder", Verdict.OK, text, "");
    } catch (IOException e) {
      return new Finding("Results folder", Verdict.MISSING, e.toString(), "use --out");
    }
  }
}
