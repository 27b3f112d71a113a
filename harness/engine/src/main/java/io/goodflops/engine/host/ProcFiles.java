package io.goodflops.engine.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Files of Linux's /proc and /sys; everything is absent on other systems. */
final class ProcFiles {
  private ProcFiles() {}

  static Optional<String> text(String file) {
    try {
      return Optional.of(Files.readString(Path.of(file), StandardCharsets.UTF_8).strip());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  static List<String> lines(String file) {
    return text(file).map(text -> text.lines().toList()).orElse(List.of());
  }

  /** CPUs that this process may run on; empty if unknown. */
  static BitSet allowedCpus() {
    for (String line : lines("/proc/self/status")) {
      if (line.startsWith("Cpus_allowed_list:")) {
        return parseList(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return new BitSet();
  }

  /** A list such as {@code 0-3,8}. */
  static BitSet parseList(String list) {
    BitSet set = new BitSet();
    for (String part : list.split(",")) {
      String[] ends = part.strip().split("-");
      if (!ends[0].isEmpty()) {
        set.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
      }
    }
    return set;
  }

  /** Physical cores among the allowed CPUs, by package and core id. */
  static int physicalCores(BitSet cpus) {
    List<String> cores = new ArrayList<>();
    cpus.stream()
        .forEach(
            cpu -> {
              String topology = "/sys/devices/system/cpu/cpu" + cpu + "/topology/";
              String core =
                  text(topology + "physical_package_id").orElse("?")
                      + "/"
                      + text(topology + "core_id").orElse("cpu" + cpu);
              if (!cores.contains(core)) {
                cores.add(core);
              }
            });
    return cores.size();
  }
}
