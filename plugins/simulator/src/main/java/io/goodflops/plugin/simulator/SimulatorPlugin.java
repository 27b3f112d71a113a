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
import java.util.stream.IntStream;

/** Devices that behave as a properties file says. Without such a file there are none. */
public final class SimulatorPlugin implements DevicePlugin {
  private static final String PROPERTY = "goodflops.simulator";
  private static final String VARIABLE = "GOODFLOPS_SIMULATOR";

  @Override
  public String name() {
    return text("name").orElse("simulator");
  }

  @Override
  public String version() {
    return text("version")
        .or(
            () ->
                Optional.ofNullable(SimulatorPlugin.class.getPackage().getImplementationVersion()))
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
      new Faults(settings, Neighbours.none()).strike(Call.DISCOVER);
      if (settings.text("absent").isPresent()) {
        String reason = settings.text("absent").get();
        return Discovery.absent(reason, List.of(reason));
      }
      List<DeviceInfo> devices = new ArrayList<>();
      for (int i = 0; i < settings.count("devices", 1); i++) {
        devices.add(describe(i, settings.ofDevice(i)));
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
      int devices = settings.count("devices", 1);
      int index =
          IntStream.range(0, devices)
              .filter(i -> id(i, settings.ofDevice(i)).equals(info.id()))
              .findFirst()
              .orElseThrow(
                  () -> new DeviceException("no device " + info.id() + " in program " + file));
      Settings mine = settings.ofDevice(index);
      Neighbours neighbours =
          settings.knowsNeighbours() ? Neighbours.of(file, index, devices) : Neighbours.none();
      Faults faults = new Faults(mine, neighbours);
      faults.strike(Call.OPEN);
      return new SimulatorDevice(SimulatorProgram.of(mine), faults, neighbours);
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

  /** What the program says of the plugin itself; a program that cannot be read says nothing. */
  private static Optional<String> text(String key) {
    try {
      Optional<Path> file = file();
      return file.isPresent() ? Settings.read(file.get()).text(key) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String id(int index, Settings settings) {
    return settings.text("id").orElse("simulator:" + index);
  }

  private static DeviceInfo describe(int index, Settings settings) {
    SimulatorProgram program = SimulatorProgram.of(settings);
    Texts texts = program.texts();
    DeviceInfo.Builder info =
        DeviceInfo.builder(id(index, settings), texts.vendor(), texts.model())
            .physicalId(settings.text("physical.id").orElse("simulator-chip-" + index))
            .driver(texts.driver())
            .firmware(texts.firmware());
    texts.properties().forEach(info::property);
    // last, so that no program can take it back
    info.property("evidence", "SIMULATED");
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
                        texts.peakUnit(),
                        Peak.Source.DATA_SHEET,
                        texts.peakCitation())));
    return info.build();
  }
}
