package com.example.acme;

import io.goodflops.plugin.gpubridge.DialectPlugin;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;

/** Where GoodFLOPS comes in: this class is named in META-INF/services. All it knows stands in {@code acme.dialect}. */
public final class AcmePlugin implements DevicePlugin {
  private final DialectPlugin dialect = new DialectPlugin("acme", AcmePlugin.class);

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
