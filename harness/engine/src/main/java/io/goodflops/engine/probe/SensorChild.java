package io.goodflops.engine.probe;

import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.OpenDevice;
import io.goodflops.engine.child.Words;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.Json;
import io.goodflops.spi.Device;
import io.goodflops.spi.Telemetry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads one device's sensors for a while. Arguments: report file, device id, jars. */
final class SensorChild {
  /** Counters of energy move every 20 to 100 ms. */
  private static final int READINGS = 10;

  private static final long PAUSE_MILLIS = 110;

  private SensorChild() {}

  public static void main(String[] arguments) throws Exception {
    ForkGuard.arm();
    List<Path> jars = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      jars.add(Path.of(arguments[i]));
    }
    try (Device device = OpenDevice.open(jars, arguments[1])) {
      Json.write(Path.of(arguments[0]), read(device.telemetry()));
    }
    // threads that the vendor left must not keep the process
    Runtime.getRuntime().halt(0);
  }

  private static SensorReport read(Telemetry telemetry) throws InterruptedException {
    List<ForkRecord.Telemetry> readings = new ArrayList<>();
    telemetry.read(); // the first one loads what reading needs
    Telemetry.Reading reading = telemetry.read();
    while (true) {
      readings.add(
          new ForkRecord.Telemetry(
              System.nanoTime(),
              reading.clockHertz(),
              reading.powerWatts(),
              reading.energyJoules(),
              reading.temperatureCelsius(),
              reading.throttleReasons().orElse(Set.of()).stream()
                  .map(Words::clean)
                  .sorted()
                  .toList()));
      boolean nothing = reading.powerWatts().isEmpty() && reading.energyJoules().isEmpty();
      if (nothing || readings.size() == READINGS) {
        break;
      }
      Thread.sleep(PAUSE_MILLIS);
      reading = telemetry.read();
    }
    Map<String, String> absences = new TreeMap<>();
    telemetry
        .absences()
        .forEach((sensor, reason) -> absences.put(Words.clean(sensor), Words.clean(reason)));
    return new SensorReport(readings, reading.throttleReasons().isPresent(), absences);
  }
}
