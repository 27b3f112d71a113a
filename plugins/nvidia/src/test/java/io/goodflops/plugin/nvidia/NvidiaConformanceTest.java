package io.goodflops.plugin.nvidia;

import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import io.goodflops.tck.PluginConformance;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The conformance kit's rules, one test each, on the EMULATED runtime. */
class NvidiaConformanceTest extends PluginConformance {
  @Override
  protected DevicePlugin plugin() {
    DevicePlugin plugin = new NvidiaPlugin();
    if (plugin.discover() instanceof Discovery.Absent absent) {
      Assumptions.assumeFalse(
          absent.reason().contains("built without its native library"),
          "no C++ compiler here, so there is no emulated runtime");
      Assertions.fail(absent.reason() + ' ' + absent.lookedFor());
    }
    return plugin;
  }
}
