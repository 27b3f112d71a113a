package io.goodflops.plugin.moorethreads;

import io.goodflops.plugin.gpubridge.DialectPlugin;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;

/**
 * Moore Threads GPUs, by {@code moorethreads.dialect}. Unofficial: Moore Threads has not looked at
 * it.
 */
public final class MoorethreadsPlugin implements DevicePlugin {
  private final DialectPlugin dialect = new DialectPlugin("moorethreads", MoorethreadsPlugin.class);

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
