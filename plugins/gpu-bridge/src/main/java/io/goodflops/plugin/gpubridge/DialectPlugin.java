package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plugin made of a dialect file. A vendor's provider class has one and hands every call on to it:
 * it is public for that, and is named in no service file itself.
 */
public final class DialectPlugin implements DevicePlugin {
  private final String name;
  private final String version;
  private final String dialect;
  private final Map<String, String> environment;
  private final Path pci;
  private final Map<Integer, Products> products = new HashMap<>();
  private final Map<Integer, KernelCode> kernels = new HashMap<>();
  private VendorRuntime runtime;

  /**
   * A plugin of the dialect {@code <name>.dialect}, which lies beside the provider's class.
   *
   * @param provider the vendor's class, whose jar names the version
   */
  public DialectPlugin(String name, Class<?> provider) {
    this(
        name,
        Optional.ofNullable(provider.getPackage().getImplementationVersion()).orElse("unpackaged"),
        text(provider, name + ".dialect"),
        System.getenv(),
        PciVendor.SYSTEM);
  }

  DialectPlugin(
      String name, String version, String dialect, Map<String, String> environment, Path pci) {
    this.name = name;
    this.version = version;
    this.dialect = dialect;
    this.environment = Map.copyOf(environment);
    this.pci = pci;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Discovery discover() {
    try {
      List<DeviceInfo> devices = runtime().devices();
      return devices.isEmpty() ? absent("the runtime counts 0 devices") : Discovery.found(devices);
    } catch (VendorRuntime.Missing e) {
      return Discovery.absent(e.getMessage(), e.lookedFor());
    } catch (DialectFile.Mistake e) {
      return Discovery.absent(mistake(e), List.of(name + ".dialect"));
    } catch (DeviceException e) {
      return absent(e.getMessage());
    }
  }

  /** The libraries are there, but no device that could be used. */
  private Discovery absent(String reason) {
    return Discovery.absent(
        reason,
        List.of("devices of " + runtime.dialect().runtime() + ", through " + runtime.path()));
  }

  @Override
  public Device open(DeviceInfo info) {
    try {
      VendorRuntime opened = runtime();
      int ordinal = ordinal(info.id());
      GpuDevice device = new GpuDevice(opened, ordinal);
      try {
        device.use(products(ordinal, device), kernels(opened, ordinal));
        return device;
      } catch (RuntimeException e) {
        device.close();
        throw e;
      }
    } catch (VendorRuntime.Missing e) {
      throw new DeviceException(e.getMessage(), e);
    } catch (DialectFile.Mistake e) {
      throw new DeviceException(mistake(e), e);
    }
  }

  /** What a device's BLAS does right does not change while the process lives. */
  private synchronized Products products(int ordinal, GpuDevice device) {
    return products.computeIfAbsent(ordinal, key -> device.check());
  }

  private synchronized KernelCode kernels(VendorRuntime opened, int ordinal) {
    return kernels.computeIfAbsent(ordinal, key -> new KernelCode(opened, ordinal));
  }

  private synchronized VendorRuntime runtime() throws VendorRuntime.Missing {
    if (runtime == null) {
      Dialect parsed = DialectFile.parse(dialect);
      if (!parsed.name().equals(name)) {
        throw new DialectFile.Mistake(
            "[dialect] name is '" + parsed.name() + "', but the plugin is named '" + name + "'");
      }
      runtime = VendorRuntime.open(parsed, environment, pci);
    }
    return runtime;
  }

  private int ordinal(String id) {
    if (!id.matches(name + ":(0|[1-9][0-9]{0,4})")) {
      throw new DeviceException("there is no device " + id + ": ids are " + name + ":0 and so on");
    }
    return Integer.parseInt(id.substring(name.length() + 1));
  }

  private String mistake(DialectFile.Mistake e) {
    return "the file " + name + ".dialect makes no sense: " + e.getMessage();
  }

  private static String text(Class<?> provider, String resource) {
    try (InputStream file = provider.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalArgumentException("beside " + provider + " there is no " + resource);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + resource, e);
    }
  }
}
