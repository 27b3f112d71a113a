package io.goodflops.plugin.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters of packages in a folder that looks like the kernel's. */
class RaplTest {
  @TempDir Path root;

  @BeforeEach
  void fourCoresInTwoPackages() throws IOException {
    write("sys/devices/system/cpu/online", "0-3");
    for (int cpu = 0; cpu < 4; cpu++) {
      write("sys/devices/system/cpu/cpu" + cpu + "/topology/core_cpus_list", cpu + "");
      write("sys/devices/system/cpu/cpu" + cpu + "/topology/physical_package_id", cpu / 2 + "");
    }
    allowed("0-3");
    zone("intel-rapl:0", "package-0", 5_000_000);
    zone("intel-rapl:0:0", "core", 1_000_000);
    zone("intel-rapl:0:1", "dram", 1_000_000);
    zone("intel-rapl:1", "package-1", 7_000_000);
    zone("intel-rapl:2", "psys", 90_000_000);
  }

  @Test
  void packagesAreAddedUpAndTheirPartsAreNot() throws IOException {
    Rapl rapl = rapl();
    assertThat(rapl.missing()).isEmpty();
    assertThat(rapl.joules().orElseThrow()).isCloseTo(12, within(1e-9));
    zone("intel-rapl:0", "package-0", 6_500_000);
    zone("intel-rapl:1", "package-1", 7_250_000);
    assertThat(rapl.joules().orElseThrow()).isCloseTo(13.75, within(1e-9));
  }

  @Test
  void aCounterThatStartsAgainGoesOn() throws IOException {
    Rapl rapl = rapl();
    double before = rapl.joules().orElseThrow();
    zone("intel-rapl:1", "package-1", 1_000_000);
    // from 7 J to the range of 100 J, and 1 J more
    assertThat(rapl.joules().orElseThrow() - before).isCloseTo(94, within(1e-9));
  }

  @Test
  void aDeviceThatIsPartOfTheMachineHasNone() throws IOException {
    allowed("0-2");
    assertThat(rapl().missing())
        .contains("packages are counted whole, and this process may use 3 of 4 cores");
    assertThat(rapl().joules()).isEmpty();
  }

  @Test
  void aCounterThatNobodyMayReadIsAbsentWithAReason() throws IOException {
    // root may read anything, so a folder stands for the file that is not readable
    Path file = root.resolve("sys/class/powercap/intel-rapl:1/energy_uj");
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(rapl().missing().orElseThrow()).contains("energy_uj cannot be read: only root may");
    assertThat(rapl().joules()).isEmpty();
  }

  @Test
  void aPackageThatIsNotShownIsMissed() throws IOException {
    zone("intel-rapl:1", "other", 1);
    assertThat(rapl().missing().orElseThrow()).endsWith("shows 1 of 2 packages");
  }

  @Test
  void aMachineWithoutCountersSaysSo() throws IOException {
    for (String zone : new String[] {"intel-rapl:0", "intel-rapl:1"}) {
      zone(zone, "core", 1);
    }
    assertThat(rapl().missing().orElseThrow()).contains("shows no package");
  }

  @Test
  void aCounterThatVanishesIsAbsentAndNotZero() throws IOException {
    Rapl rapl = rapl();
    assertThat(rapl.joules()).isPresent();
    Files.delete(root.resolve("sys/class/powercap/intel-rapl:0/energy_uj"));
    assertThat(rapl.joules()).isEmpty();
  }

  private Rapl rapl() {
    return Rapl.of(root, Topology.read(root));
  }

  private void allowed(String list) throws IOException {
    write("proc/self/status", "Cpus_allowed_list:\t" + list);
  }

  private void zone(String folder, String name, long microjoules) throws IOException {
    String zone = "sys/class/powercap/" + folder + "/";
    write(zone + "name", name);
    write(zone + "energy_uj", microjoules + "\n");
    write(zone + "max_energy_range_uj", "100000000\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
