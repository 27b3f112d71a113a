package io.goodflops.plugin.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that this one is not. */
class TopologyTest {
  @TempDir Path root;

  @Test
  void threadsOfOneCoreCountOnce() throws IOException {
    cpus(8, 4);
    allowed("0-7");
    assertThat(Topology.read(root).cores()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void affinityLeavesTheCoresItTouches() throws IOException {
    cpus(8, 4);
    allowed("1,5-6");
    Topology topology = Topology.read(root);
    assertThat(topology.cores()).containsExactly(1, 6);
    assertThat(topology.packages()).containsExactly("0", "1");
  }

  @Test
  void quotaOfAnyGroupOnTheWayUpLimits() throws IOException {
    cpus(8, 8);
    allowed("0-7");
    write("proc/self/cgroup", "0::/a/b");
    write("sys/fs/cgroup/a/b/cpu.max", "max 100000");
    write("sys/fs/cgroup/a/cpu.max", "250000 100000");
    write("sys/fs/cgroup/a/memory.max", "1000");
    write("proc/meminfo", "MemTotal:       4 kB");
    assertThat(Topology.read(root).cores()).hasSize(2);
    assertThat(Topology.read(root).memoryBytes()).isEqualTo(1000);
  }

  @Test
  void oldControlGroupsLimitToo() throws IOException {
    cpus(4, 4);
    allowed("0-3");
    write("proc/self/cgroup", "5:cpu,cpuacct:/docker/x\n4:memory:/docker/x");
    // a container sees its own group at the root
    write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000");
    write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    write("proc/meminfo", "MemTotal:       4 kB");
    Topology topology = Topology.read(root);
    assertThat(topology.cores()).containsExactly(0);
    assertThat(topology.memoryBytes()).isEqualTo(4096);
  }

  @Test
  void namesComeFromTheKernel() throws IOException {
    cpus(1, 1);
    allowed("0");
    write("proc/cpuinfo", "vendor_id\t: AuthenticAMD\nmodel name\t: EPYC: 9\n");
    assertThat(Topology.read(root).vendor()).isEqualTo("AMD");
    assertThat(Topology.read(root).model()).isEqualTo("EPYC: 9");
    write("proc/cpuinfo", "processor : 0\nCPU implementer : 0x41\nCPU part\t: 0xd40\n");
    assertThat(Topology.read(root).model()).isEqualTo("implementer 0x41 part 0xd40");
  }

  @Test
  void aMachineThatSaysNothingHasAtLeastOneCore() {
    assertThat(Topology.read(root).cores()).isNotEmpty();
  }

  @Test
  void cpuListsAreTheKernels() {
    assertThat(Topology.cpuList("0-2,8,10-11\n")).containsExactly(0, 1, 2, 8, 10, 11);
  }

  private void allowed(String list) throws IOException {
    write("proc/self/status", "Name:\tjava\nCpus_allowed_list:\t" + list + "\n");
  }

  /** Two packages; sibling threads are {@code cores} apart, as Linux usually numbers them. */
  private void cpus(int cpus, int cores) throws IOException {
    for (int cpu = 0; cpu < cpus; cpu++) {
      String folder = "sys/devices/system/cpu/cpu" + cpu + "/topology/";
      int core = cpu % cores;
      write(folder + "core_cpus_list", cpus > cores ? core + "," + (core + cores) : "" + core);
      write(folder + "physical_package_id", core < (cores + 1) / 2 ? "0" : "1");
    }
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
