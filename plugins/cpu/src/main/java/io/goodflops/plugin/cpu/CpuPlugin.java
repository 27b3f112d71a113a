package io.goodflops.plugin.cpu;

import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The CPU of this machine: {@code cpu:0} with all cores, {@code cpu:0/1t} with the first of them,
 * and {@code cpu:0/core1} with the second, if there is one.
 */
public final class CpuPlugin implements DevicePlugin {
  private static final String ALL_CORES = "cpu:0";
  private static final String ONE_CORE = "cpu:0/1t";
  private static final String SECOND_CORE = "cpu:0/core1";

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public String version() {
    return Optional.ofNullable(CpuPlugin.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }

  @Override
  public Discovery discover() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    List<String> lookedFor =
        List.of(
            "Linux on amd64 or aarch64 (this is " + system + ")",
            "oneDNN (libdnnl.so.3, libgomp.so.1), unpacked to " + Natives.cache());
    boolean shipped = system.endsWith(" amd64") || system.endsWith(" aarch64");
    if (!system.startsWith("Linux ") || !shipped) {
      return Discovery.absent("oneDNN comes for Linux on amd64 and aarch64 only", lookedFor);
    }
    Topology topology = Topology.ofThisMachine();
    try {
      Natives.load();
      List<DeviceInfo> devices = new ArrayList<>();
      devices.add(describe(ALL_CORES, topology, topology.cores()));
      devices.add(describe(ONE_CORE, topology, topology.cores().subList(0, 1)));
      if (topology.cores().size() > 1) {
        devices.add(describe(SECOND_CORE, topology, topology.cores().subList(1, 2)));
      }
      return Discovery.found(devices);
    } catch (Throwable e) {
      // whatever the loader, the linker or the library throws: it means that there is no device
      return Discovery.absent("oneDNN cannot be loaded: " + reason(e), lookedFor);
    }
  }

  @Override
  public Device open(DeviceInfo info) {
    List<Integer> cores = Topology.ofThisMachine().cores();
    int one =
        switch (info.id()) {
          case ALL_CORES -> -1;
          case ONE_CORE -> 0;
          case SECOND_CORE -> 1;
          default -> throw new DeviceException("no device " + info.id() + " on this CPU");
        };
    if (one >= cores.size()) {
      throw new DeviceException("no device " + info.id() + ": this process may use one core");
    }
    try {
      return one < 0
          ? CpuDevice.withThreads(Natives.load(), cores.size(), energy())
          : CpuDevice.onCore(Natives.load(), cores.get(one));
    } catch (LinkageError e) {
      throw new DeviceException("oneDNN cannot be loaded: " + reason(e), e);
    }
  }

  private static Rapl energy() {
    return Rapl.of(Path.of("/"), Topology.ofThisMachine());
  }

  /** The innermost message says it best; a musl system names the missing symbol or linker there. */
  private static String reason(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = Optional.ofNullable(cause.getMessage()).orElse("no message");
    return cause.getClass().getSimpleName() + ": " + message.lines().findFirst().orElse("");
  }

  private static DeviceInfo describe(String id, Topology topology, List<Integer> cores) {
    return DeviceInfo.builder(id, topology.vendor(), topology.model())
        .physicalId("cpu-package-" + String.join("-", topology.packages()))
        .driver(Dnnl.versionText() + ", " + BlasMatMul.versionText())
        .memoryBytes(topology.memoryBytes())
        .property("threads", Integer.toString(cores.size()))
        .property("cores", cores.stream().map(String::valueOf).collect(Collectors.joining(",")))
        .property("isa", Dnnl.isa())
        .property(
            "energy",
            (id.equals(ALL_CORES) ? energy().missing() : Optional.of(Rapl.ONE_CORE))
                .map(reason -> "none: " + reason)
                .orElse("whole packages, by RAPL"))
        .build();
  }
}
