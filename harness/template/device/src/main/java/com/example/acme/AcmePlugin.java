package com.example.acme;

import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import java.util.Optional;

/** Where GoodFLOPS comes in: this class is named in META-INF/services, and it alone is public. */
public final class AcmePlugin implements DevicePlugin {
  private static final String DEVICE = "acme:0";

  @Override
  public String name() {
    return "acme";
  }

  /** From pom.xml, by way of the jar's manifest. */
  @Override
  public String version() {
    return Optional.ofNullable(AcmePlugin.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }

  /**
   * Driver: load it here, not earlier, and ask it for its devices. If it is not there, that is an
   * answer and no failure.
   *
   * <p>A {@code Peak} goes into the builder only with the data sheet it stands in.
   */
  @Override
  public Discovery discover() {
    Optional<String> missing = AcmeDriver.missing();
    if (missing.isPresent()) {
      return Discovery.absent(missing.get(), AcmeDriver.LOOKED_FOR);
    }
    return Discovery.found(
        DeviceInfo.builder(DEVICE, "Acme", AcmeDriver.MODEL).driver(AcmeDriver.version()).build());
  }

  /**
   * Driver: create the context here. What fails is a DeviceException with the driver's own text.
   */
  @Override
  public Device open(DeviceInfo info) {
    AcmeDriver.missing()
        .ifPresent(
            reason -> {
              throw new DeviceException(reason);
            });
    if (!info.id().equals(DEVICE)) {
      throw new DeviceException("there is no device " + info.id() + ", only " + DEVICE);
    }
    return new AcmeDevice();
  }
}
