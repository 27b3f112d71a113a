package io.goodflops.engine.probe;

import io.goodflops.engine.child.ChildAnswer;
import io.goodflops.engine.child.ChildJvm;
import io.goodflops.engine.child.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks devices for their sensors, each in a child JVM of its own. */
public final class SensorProbe {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private SensorProbe() {}

  /** What one said; empty if it could not be opened or did not answer. */
  public static Optional<SensorReport> read(Probe.Device device) {
    try {
      Path work = Scratch.newFolder("sensors-");
      try {
        Path file = work.resolve("sensors.json");
        List<String> arguments = new ArrayList<>(List.of(file.toString(), device.own()));
        device.plugin().jars().forEach(jar -> arguments.add(jar.toString()));
        ChildJvm.run(SensorChild.class, arguments, device.plugin(), work, DEADLINE);
        return Files.exists(file)
            ? Optional.of(ChildAnswer.read(file, SensorReport.class))
            : Optional.empty();
      } finally {
        Scratch.delete(work);
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
