package io.goodflops.plugin.metax;

import io.goodflops.plugin.gpubridge.DialectPlugin;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;

/** MetaX GPUs, by {@code metax.dialect}. Unofficial: MetaX has not looked at it. */
public final class MetaxPlugin implements DevicePlugin {
  private final DialectPlugin dialect = new DialectPlugin("metax", MetaxPlugin.class);

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
