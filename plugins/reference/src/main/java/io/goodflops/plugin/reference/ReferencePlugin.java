package io.goodflops.plugin.reference;

import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import java.util.Optional;

/**
 * Entry point, named in {@code META-INF/services/io.goodflops.spi.DevicePlugin}: public, with a
 * public constructor that does nothing.
 */
public final class ReferencePlugin implements DevicePlugin {
  private static final String DEVICE_ID = "reference:0";

  @Override
  public String name() {
    return "reference";
  }

  /** Maven writes it into the jar's manifest; classes outside a jar have none. */
  @Override
  public String version() {
    return Optional.ofNullable(ReferencePlugin.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }

  /**
   * Java is always there. A vendor looks for the driver here, without opening anything, and answers
   * {@link Discovery#absent} with one sentence and the files it looked for if it is not.
   *
   * <p>No peak is declared: nobody knows one, and a guessed one is not allowed.
   */
  @Override
  public Discovery discover() {
    return Discovery.found(
        DeviceInfo.builder(DEVICE_ID, "GoodFLOPS", "plain Java")
            .driver("Java " + System.getProperty("java.version"))
            .memoryBytes(Runtime.getRuntime().maxMemory())
            .property("threads", "1")
            .build());
  }

  @Override
  public Device open(DeviceInfo info) {
    if (!info.id().equals(DEVICE_ID)) {
      throw new DeviceException("no device " + info.id() + ", there is only " + DEVICE_ID);
    }
    return new ReferenceDevice();
  }
}
