package io.goodflops.plugin.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What this process may use of the machine. Read before native libraries are loaded, since some of
 * them narrow the affinity mask.
 *
 * @param vendor maker of the processor
 * @param model its name, as the kernel knows it
 * @param cores one logical CPU of each usable physical core, no more than the CPU quota allows
 * @param packages ids of the packages that hold them
 * @param memoryBytes the smaller of main memory and the memory limit of the process
 */
record Topology(
    String vendor, String model, List<Integer> cores, List<String> packages, long memoryBytes) {

  private static Topology ofThisMachine;

  /** This machine's, read once: later, libraries may have changed the affinity. */
  static synchronized Topology ofThisMachine() {
    if (ofThisMachine == null) {
      ofThisMachine = read(Path.of("/"));
    }
    return ofThisMachine;
  }

  /**
   * Reads it from a Linux file system.
   *
   * @param root {@code /}, or a copy of the files for tests
   */
  static Topology read(Path root) {
    Path proc = root.resolve("proc");
    Map<String, Integer> cpuOfCore = new LinkedHashMap<>();
    TreeSet<String> packages = new TreeSet<>();
    for (int cpu : allowed(proc)) {
      Path folder = root.resolve("sys/devices/system/cpu/cpu" + cpu + "/topology");
      String core =
          text(folder.resolve("core_cpus_list"))
              .or(() -> text(folder.resolve("thread_siblings_list")))
              .orElse("cpu" + cpu);
      if (cpuOfCore.putIfAbsent(core, cpu) == null) {
        packages.add(text(folder.resolve("physical_package_id")).orElse("0"));
      }
    }
    Cgroup cgroup = Cgroup.of(root);
    List<Integer> cores = new ArrayList<>(cpuOfCore.values());
    int quota = (int) Math.max(1, Math.min(cores.size(), Math.floor(cgroup.cpus())));
    long installed = 1024 * kilobytes(value(proc.resolve("meminfo"), "MemTotal"));
    return new Topology(
        vendor(value(proc.resolve("cpuinfo"), "vendor_id")),
        value(proc.resolve("cpuinfo"), "model name").orElseGet(() -> armName(proc)),
        List.copyOf(cores.subList(0, quota)),
        List.copyOf(packages),
        Math.min(installed > 0 ? installed : Long.MAX_VALUE, cgroup.memoryBytes()));
  }

  private static List<Integer> allowed(Path proc) {
    Optional<String> list = value(proc.resolve("self/status"), "Cpus_allowed_list");
    if (list.isPresent()) {
      return cpuList(list.get());
    }
    List<Integer> all = new ArrayList<>();
    for (int cpu = 0; cpu < Runtime.getRuntime().availableProcessors(); cpu++) {
      all.add(cpu);
    }
    return all;
  }

  /** The kernel's list format, for example {@code 0-3,8,10-11}. */
  static List<Integer> cpuList(String text) {
    List<Integer> cpus = new ArrayList<>();
    for (String range : text.strip().split(",", -1)) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
      for (int cpu = first; cpu <= last; cpu++) {
        cpus.add(cpu);
      }
    }
    return cpus;
  }

  private static String vendor(Optional<String> id) {
    return switch (id.orElse("")) {
      case "GenuineIntel" -> "Intel";
      case "AuthenticAMD" -> "AMD";
      case "HygonGenuine" -> "Hygon";
      case "" -> "unknown";
      default -> id.get();
    };
  }

  /** Arm kernels give numbers instead of a name. */
  private static String armName(Path proc) {
    Path cpuinfo = proc.resolve("cpuinfo");
    return "implementer "
        + value(cpuinfo, "CPU implementer").orElse("unknown")
        + " part "
        + value(cpuinfo, "CPU part").orElse("unknown");
  }

  private static long kilobytes(Optional<String> text) {
    return text.map(t -> Long.parseLong(t.substring(0, t.indexOf(' ')))).orElse(0L);
  }

  /** The value of the first line {@code key : value}. */
  private static Optional<String> value(Path file, String key) {
    String text = text(file).orElse("");
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start) < 0 ? text.length() : text.indexOf('\n', start);
      int colon = text.indexOf(':', start);
      if (colon >= 0 && colon < end && text.substring(start, colon).strip().equals(key)) {
        return Optional.of(text.substring(colon + 1, end).strip());
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
