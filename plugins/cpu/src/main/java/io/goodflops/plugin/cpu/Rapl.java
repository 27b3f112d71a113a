package io.goodflops.plugin.cpu;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Energy of all CPU packages, by the running average power limit counters that Linux shows under
 * {@code /sys/class/powercap}. They count a package whole: cores, caches and what else lies on it,
 * whoever uses it, and not its memory modules. So they are the device's own only where the device
 * is every core of the machine; one core's part of a package nobody measures.
 *
 * <p>A counter starts again at 0 beyond {@code max_energy_range_uj}: some minutes of full power, so
 * that between two readings that happens once at most.
 */
final class Rapl {
  /** Why a device of one core has no energy. */
  static final String ONE_CORE = "packages are counted whole, and this device is one core of one";

  private final List<Zone> zones;
  private final Optional<String> missing;
  private double joules;

  private Rapl(List<Zone> zones, String missing) {
    this.zones = zones;
    this.missing = missing.isEmpty() ? Optional.empty() : Optional.of(missing);
  }

  /** Why there is no energy of this device; empty if there is. */
  Optional<String> missing() {
    return missing;
  }

  /** What the counters say together, from the first reading on; empty once one cannot be read. */
  synchronized OptionalDouble joules() {
    if (missing.isPresent()) {
      return OptionalDouble.empty();
    }
    double now = joules;
    for (Zone zone : zones) {
      OptionalDouble moved = zone.moved();
      if (moved.isEmpty()) {
        return OptionalDouble.empty();
      }
      now += moved.getAsDouble();
    }
    joules = now;
    // 0 is what a counter that is none says
    return joules > 0 ? OptionalDouble.of(joules) : OptionalDouble.empty();
  }

  /** Of a device that is part of the machine. */
  static Rapl none(String reason) {
    return new Rapl(List.of(), reason);
  }

  /**
   * The machine's, for a device of these cores.
   *
   * @param root {@code /}, or a copy of the files for tests
   */
  static Rapl of(Path root, Topology topology) {
    int all = cores(root);
    if (all != topology.cores().size()) {
      return none(
          "packages are counted whole, and this process may use "
              + topology.cores().size()
              + " of "
              + all
              + " cores");
    }
    Path powercap = root.resolve("sys/class/powercap");
    List<Zone> zones = new ArrayList<>();
    if (Files.isDirectory(powercap)) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(powercap, "*-rapl:*")) {
        for (Path folder : folders) {
          // zones of two numbers are parts of a package, psys is the whole machine
          if (Topology.text(folder.resolve("name")).orElse("").startsWith("package-")) {
            zones.add(new Zone(folder));
          }
        }
      } catch (IOException e) {
        return none(powercap + " cannot be read: " + e.getMessage());
      }
    }
    if (zones.isEmpty()) {
      return none(powercap + " shows no package: not a machine with RAPL, or a virtual one");
    }
    if (zones.size() < topology.packages().size()) {
      return none(
          powercap + " shows " + zones.size() + " of " + topology.packages().size() + " packages");
    }
    for (Zone zone : zones) {
      if (zone.moved().isEmpty()) {
        return none(
            zone.folder
                + "/energy_uj cannot be read: only root may, unless its permissions are changed");
      }
      zone.last = -1;
    }
    return new Rapl(List.copyOf(zones), "");
  }

  /** Physical cores that are online, in this process's reach or not. */
  private static int cores(Path root) {
    Path cpus = root.resolve("sys/devices/system/cpu");
    Set<String> cores = new HashSet<>();
    for (int cpu : Topology.text(cpus.resolve("online")).map(Topology::cpuList).orElse(List.of())) {
      Path topology = cpus.resolve("cpu" + cpu + "/topology");
      cores.add(
          Topology.text(topology.resolve("core_cpus_list"))
              .or(() -> Topology.text(topology.resolve("thread_siblings_list")))
              .orElse("cpu" + cpu));
    }
    return cores.size();
  }

  /** One package. */
  private static final class Zone {
    private final Path folder;
    private long last = -1;

    Zone(Path folder) {
      this.folder = folder;
    }

    /** Joules since the reading before; at the first one, all that were counted. */
    OptionalDouble moved() {
      try {
        long now = number("energy_uj");
        long range = number("max_energy_range_uj");
        long before = last < 0 ? 0 : last;
        last = now;
        return OptionalDouble.of((now >= before ? now - before : now + range - before) / 1e6);
      } catch (IOException | NumberFormatException e) {
        return OptionalDouble.empty();
      }
    }

    private long number(String file) throws IOException {
      return Long.parseLong(Files.readString(folder.resolve(file)).strip());
    }
  }
}
