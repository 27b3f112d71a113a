package io.goodflops.tck;

import io.goodflops.plugin.reference.ReferencePlugin;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Peak;
import java.util.function.UnaryOperator;

/** The reference plugin; who extends it changes one method. */
class AlteredPlugin implements DevicePlugin {
  private final DevicePlugin inner = new ReferencePlugin();
  private final UnaryOperator<Device> device;

  AlteredPlugin() {
    this(inner -> inner);
  }

  AlteredPlugin(UnaryOperator<Device> device) {
    this.device = device;
  }

  /** Declares a peak. */
  static DevicePlugin withPeak(Peak peak) {
    return new AlteredPlugin() {
      @Override
      public Discovery discover() {
        DeviceInfo real = real();
        return Discovery.found(
            DeviceInfo.builder(real.id(), real.vendor(), real.model()).peak(peak).build());
      }
    };
  }

  /** The only device of the reference plugin. */
  DeviceInfo real() {
    return ((Discovery.Found) inner.discover()).devices().get(0);
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public String version() {
    return inner.version();
  }

  @Override
  public Discovery discover() {
    return inner.discover();
  }

  @Override
  public Device open(DeviceInfo info) {
    return device.apply(inner.open(info));
  }
}
