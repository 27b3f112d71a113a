package io.goodflops.engine.child;

import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens a device by its id, in a child JVM. */
public final class OpenDevice {
  private OpenDevice() {}

  /**
   * Loads the plugin, lets it look for devices again and opens the one wanted.
   *
   * @throws DeviceException if it is no longer there
   */
  public static Device open(List<Path> jars, String id) throws PluginLoader.PluginDefect {
    return opened(jars, id).device();
  }

  /** An opened device with the plugin that it came from. */
  public record Opened(DevicePlugin plugin, List<DeviceInfo> found, String id, Device device) {
    public Opened {
      found = List.copyOf(found);
    }

    /** The first of the plugin's other devices. */
    public Optional<DeviceInfo> another() {
      return found.stream().filter(info -> !info.id().equals(id)).findFirst();
    }

    /** Opens one of them. */
    public Device open(DeviceInfo info) {
      return plugin.open(info);
    }
  }

  /**
   * The same, for those who may need another device beside it.
   *
   * @throws DeviceException if it is no longer there
   */
  public static Opened opened(List<Path> jars, String id) throws PluginLoader.PluginDefect {
    DevicePlugin plugin = PluginLoader.load(jars);
    Discovery discovery = plugin.discover();
    if (discovery instanceof Discovery.Absent absent) {
      throw new DeviceException("device " + id + " is gone: " + absent.reason());
    }
    for (DeviceInfo info : ((Discovery.Found) discovery).devices()) {
      if (info.id().equals(id)) {
        return new Opened(plugin, ((Discovery.Found) discovery).devices(), id, plugin.open(info));
      }
    }
    throw new DeviceException("device " + id + " is gone: the plugin no longer finds it");
  }
}
