package io.goodflops.tck;

import io.goodflops.plugin.reference.ReferencePlugin;
import io.goodflops.spi.DevicePlugin;

/** What a vendor writes, for the plugin that every vendor copies. */
class ReferenceConformanceTest extends PluginConformance {
  @Override
  protected DevicePlugin plugin() {
    return new ReferencePlugin();
  }
}
