package io.goodflops.plugin.iluvatar;

import io.goodflops.plugin.gpubridge.DialectPlugin;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;

/** Iluvatar GPUs, by {@code iluvatar.dialect}. Unofficial: Iluvatar has not looked at it. */
public final class IluvatarPlugin implements DevicePlugin {
  private final DialectPlugin dialect = new DialectPlugin("iluvatar", IluvatarPlugin.class);

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
