package io.goodflops.plugin.hygon;

import io.goodflops.plugin.gpubridge.DialectPlugin;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;

/**
 * Hygon DCUs and AMD GPUs, by {@code hygon.dialect}. Unofficial: neither Hygon nor AMD has looked
 * at it.
 */
public final class HygonPlugin implements DevicePlugin {
  private final DialectPlugin dialect = new DialectPlugin("hygon", HygonPlugin.class);

  @Override
  public String name() {
    return dialect.name();
  }

  @Override
  public String version() {
    return dialect.version();
  }

  @Override
  public Discovery discover() {
    return dialect.discover();
  }

  @Override
  public Device open(DeviceInfo info) {
    return dialect.open(info);
  }
}
