package io.goodflops.engine.host;

import io.goodflops.result.HostRecord;
import io.goodflops.result.HostRecord.Correction;
import io.goodflops.result.HostRecord.Noise;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.openjdk.jmh.util.Version;

/** The machine, from OSHI, with what OSHI and the operating system get wrong put right. */
public final class HostFacts {
  private final NoiseMeter meter = new NoiseMeter();
  private final NoiseMeter.Reading start = meter.before();
  private final OptionalLong throttledAtStart = throttledNanos();

  /** Starts watching the machine's noise; {@link #record} tells about the time since. */
  public static HostFacts watch() {
    return new HostFacts();
  }

  private HostFacts() {}

  /**
   * Describes the machine.
   *
   * @param clockHertz real clock of the CPU if it was measured
   */
  public HostRecord record(OptionalDouble clockHertz) {
    Machine machine = Machine.here();
    List<Correction> corrections = new ArrayList<>();
    BitSet allowed = ProcFiles.allowedCpus();
    int physical = allowed.isEmpty() ? machine.physicalCores() : ProcFiles.physicalCores(allowed);
    int logical = allowed.isEmpty() ? machine.logicalCores() : allowed.cardinality();
    correct(
        corrections,
        "physicalCores",
        machine.physicalCores(),
        physical,
        "cores that this process may use");
    long memory = machine.memoryBytes();
    OptionalLong limit = memoryLimit();
    if (limit.isPresent() && limit.getAsLong() < memory) {
      correct(corrections, "memoryBytes", memory, limit.getAsLong(), "limit of the control group");
      memory = limit.getAsLong();
    }
    if (clockHertz.isPresent()) {
      correct(
          corrections,
          "cpuClockHertz",
          machine.reportedHertz(),
          Math.round(clockHertz.getAsDouble()),
          "measured by a dependent chain; the operating system reports the base of its timer");
    }
    Map<String, String> details = new TreeMap<>(machine.details());
    details.put("jmhVersion", Version.getPlainVersion());
    ProcFiles.text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
        .ifPresent(governor -> details.put("governor", governor));
    ProcFiles.text("/sys/kernel/mm/transparent_hugepage/enabled")
        .ifPresent(pages -> details.put("transparentHugePages", pages));
    return new HostRecord(
        machine.os(),
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        ProcFiles.lines("/proc/cpuinfo").stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(machine.cpuName()),
        physical,
        logical,
        memory,
        virtualization(),
        System.getProperty("java.version"),
        System.getProperty("java.vm.name") + ", " + System.getProperty("java.vendor"),
        corrections,
        noise(),
        details);
  }

  /** Noise since {@link #watch}. */
  public Noise noise() {
    NoiseMeter.Reading now = meter.after();
    NoiseMeter.Window window = meter.between(start, now);
    double capacity = (double) (now.atNanos() - start.atNanos()) * meter.cpus();
    OptionalDouble steal =
        window.stealNanos().isPresent() && capacity > 0
            ? OptionalDouble.of(window.stealNanos().getAsLong() / capacity)
            : OptionalDouble.empty();
    OptionalLong throttledNow = throttledNanos();
    return new Noise(
        steal,
        loadAverage(),
        throttledNow.isPresent() && throttledAtStart.isPresent()
            ? OptionalLong.of(throttledNow.getAsLong() - throttledAtStart.getAsLong())
            : OptionalLong.empty());
  }

  /** One-minute load average, if the system has one. */
  public static OptionalDouble loadAverage() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load);
  }

  private static void correct(
      List<Correction> corrections, String field, long reported, long used, String why) {
    if (reported != used) {
      corrections.add(new Correction(field, Long.toString(reported), Long.toString(used), why));
    }
  }

  private static String virtualization() {
    boolean hypervisor =
        ProcFiles.lines("/proc/cpuinfo").stream()
            .anyMatch(line -> line.startsWith("flags") && line.contains(" hypervisor"));
    Optional<String> product = ProcFiles.text("/sys/class/dmi/id/product_name");
    if (hypervisor) {
      return "virtual machine" + product.map(name -> " (" + name + ")").orElse("");
    }
    return "none seen";
  }

  private static OptionalLong memoryLimit() {
    for (String file :
        List.of("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")) {
      Optional<String> text = ProcFiles.text(file);
      if (text.isPresent() && text.get().matches("[0-9]{1,18}")) {
        return OptionalLong.of(Long.parseLong(text.get()));
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong throttledNanos() {
    for (String line : ProcFiles.lines("/sys/fs/cgroup/cpu.stat")) {
      if (line.startsWith("throttled_usec ")) {
        return OptionalLong.of(Long.parseLong(line.substring(15).strip()) * 1000);
      }
    }
    for (String line : ProcFiles.lines("/sys/fs/cgroup/cpu/cpu.stat")) {
      if (line.startsWith("throttled_time ")) {
        return OptionalLong.of(Long.parseLong(line.substring(15).strip()));
      }
    }
    return OptionalLong.empty();
  }
}
