package io.goodflops.plugin.simulator;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Peak;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Devices that behave as a properties file says. Without such a file there are none. */
public final class SimulatorPlugin implements DevicePlugin {
  private static final String PROPERTY = "goodflops.simulator";
  private static final String VARIABLE = "GOODFLOPS_SIMULATOR";

  @Override
  public String name() {
    return "simulator";
  }

  @Override
  public String version() {
    return Optional.ofNullable(SimulatorPlugin.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }

  @Override
  public Discovery discover() {
    List<String> lookedFor = List.of("system property " + PROPERTY, "environment " + VARIABLE);
    Optional<Path> file = file();
    if (file.isEmpty()) {
      return Discovery.absent("no program: name a properties file in " + VARIABLE, lookedFor);
    }
    try {
      Settings settings = Settings.read(file.get());
      new Faults(settings).strike(Call.DISCOVER);
      List<DeviceInfo> devices = new ArrayList<>();
      for (int i = 0; i < settings.count("devices", 1); i++) {
        devices.add(describe(i, SimulatorProgram.of(settings.ofDevice(i)), file.get()));
      }
      return Discovery.found(devices);
    } catch (IOException e) {
      return Discovery.absent("program " + file.get() + " cannot be read: " + e, lookedFor);
    } catch (IllegalArgumentException e) {
      return Discovery.absent("program " + file.get() + ": " + e.getMessage(), lookedFor);
    }
  }

  @Override
  public Device open(DeviceInfo info) {
    try {
      Path file = file().orElseThrow(() -> new DeviceException("the program is gone"));
      Settings settings = Settings.read(file);
      int index = Integer.parseInt(info.id().substring(info.id().indexOf(':') + 1));
      if (!info.id().startsWith("simulator:") || index >= settings.count("devices", 1)) {
        throw new DeviceException("no device " + info.id() + " in program " + file);
      }
      Settings mine = settings.ofDevice(index);
      Faults faults = new Faults(mine);
      faults.strike(Call.OPEN);
      return new SimulatorDevice(SimulatorProgram.of(mine), faults);
    } catch (IOException | IllegalArgumentException e) {
      throw new DeviceException("device " + info.id() + ": " + e.getMessage(), e);
    }
  }

  private static Optional<Path> file() {
    return Optional.ofNullable(System.getProperty(PROPERTY))
        .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
        .filter(name -> !name.isBlank())
        .map(Path::of);
  }

  private static DeviceInfo describe(int index, SimulatorProgram program, Path file) {
    DeviceInfo.Builder info =
        DeviceInfo.builder("simulator:" + index, program.vendor(), program.model())
            .physicalId("simulator-chip-" + index)
            .driver(program.driver())
            .firmware(program.firmware())
            .property("evidence", "SIMULATED");
    program.memoryBytes().ifPresent(info::memoryBytes);
    program.powerWatts().ifPresent(info::powerLimitWatts);
    program
        .peaks()
        .forEach(
            (dtype, rate) ->
                info.peak(
                    new Peak(
                        dtype,
                        Compute.standard(dtype),
                        rate,
                        Peak.Density.DENSE,
                        program
                            .clock()
                            .map(c -> OptionalDouble.of(c.nominalHertz()))
                            .orElse(OptionalDouble.empty()),
                        "simulated",
                        Peak.Source.DATA_SHEET,
                        "simulator program " + file.getFileName())));
    return info.build();
  }
}
