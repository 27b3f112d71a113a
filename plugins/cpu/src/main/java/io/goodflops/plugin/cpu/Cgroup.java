package io.goodflops.plugin.cpu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits that the kernel's control groups put on this process; infinite where there are none.
 *
 * @param cpus CPU time per time
 */
record Cgroup(double cpus, long memoryBytes) {

  /** Each group on the way up to the root may limit: the smallest limit holds. */
  static Cgroup of(Path root) {
    double cpus = Double.POSITIVE_INFINITY;
    long memory = Long.MAX_VALUE;
    Path mount = root.resolve("sys/fs/cgroup");
    for (String line :
        Topology.text(root.resolve("proc/self/cgroup")).orElse("0::/").lines().toList()) {
      String[] fields = line.split(":", 3);
      if (fields.length < 3) {
        continue;
      }
      List<String> controllers = List.of(fields[1].split(",", -1));
      if (fields[1].isEmpty()) {
        for (Path folder : upwards(mount, fields[2])) {
          cpus = Math.min(cpus, quota(Topology.text(folder.resolve("cpu.max")).orElse("max")));
          memory = Math.min(memory, bytes(folder.resolve("memory.max")));
        }
      } else if (controllers.contains("cpu")) {
        for (Path folder : upwards(mount.resolve("cpu"), fields[2])) {
          String period = Topology.text(folder.resolve("cpu.cfs_period_us")).orElse("100000");
          String quota = Topology.text(folder.resolve("cpu.cfs_quota_us")).orElse("-1");
          cpus = Math.min(cpus, quota(quota + " " + period));
        }
      } else if (controllers.contains("memory")) {
        for (Path folder : upwards(mount.resolve("memory"), fields[2])) {
          memory = Math.min(memory, bytes(folder.resolve("memory.limit_in_bytes")));
        }
      }
    }
    return new Cgroup(cpus, memory);
  }

  /** The group's folder and those above it; inside a container only the uppermost may exist. */
  private static List<Path> upwards(Path mount, String group) {
    List<Path> folders = new ArrayList<>();
    Path relative = Path.of(group.replaceFirst("^/+", "")).normalize();
    for (Path path = relative; path != null; path = path.getParent()) {
      if (!path.startsWith("..")) {
        folders.add(mount.resolve(path));
      }
    }
    folders.add(mount);
    return folders;
  }

  /** {@code quota period}, or a quota that says there is none: {@code max} or {@code -1}. */
  private static double quota(String text) {
    String[] words = text.split(" ", 2);
    return words.length < 2 || words[0].equals("max") || words[0].startsWith("-")
        ? Double.POSITIVE_INFINITY
        : Double.parseDouble(words[0]) / Double.parseDouble(words[1]);
  }

  private static long bytes(Path file) {
    return Topology.text(file)
        .filter(text -> !text.equals("max"))
        .map(Long::parseLong)
        .orElse(Long.MAX_VALUE);
  }
}
