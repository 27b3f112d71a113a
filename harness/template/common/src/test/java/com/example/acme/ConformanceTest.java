package com.example.acme;

import io.goodflops.spi.DevicePlugin;
import io.goodflops.tck.PluginConformance;

/**
 * The rules of GoodFLOPS' plugin guide, one test each. What cannot be verified is shown as skipped,
 * with the reason. Override {@code options()} to look at one rule, one kind of op or one device.
 */
class ConformanceTest extends PluginConformance {
  @Override
  protected DevicePlugin plugin() {
    return new AcmePlugin();
  }
}
