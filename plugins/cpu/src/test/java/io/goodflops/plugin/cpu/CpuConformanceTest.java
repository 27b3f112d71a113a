package io.goodflops.plugin.cpu;

import io.goodflops.spi.DevicePlugin;
import io.goodflops.tck.PluginConformance;

/** The conformance kit's rules, one test each. */
class CpuConformanceTest extends PluginConformance {
  @Override
  protected DevicePlugin plugin() {
    return new CpuPlugin();
  }
}
