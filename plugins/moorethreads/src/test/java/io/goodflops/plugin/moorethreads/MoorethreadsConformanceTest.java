package io.goodflops.plugin.moorethreads;

import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import io.goodflops.tck.PluginConformance;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The whole conformance kit, one test for each rule, on the EMULATED runtime. */
class MoorethreadsConformanceTest extends PluginConformance {
  @Override
  protected DevicePlugin plugin() {
    DevicePlugin plugin = new MoorethreadsPlugin();
    if (plugin.discover() instanceof Discovery.Absent absent) {
      Assumptions.assumeFalse(
          absent.reason().contains("built without its native library"),
          "no C++ compiler here, so there is no emulated runtime");
      Assertions.fail(absent.reason() + ' ' + absent.lookedFor());
    }
    return plugin;
  }
}
