package io.goodflops.engine.check;

import io.goodflops.engine.probe.Probe;
import io.goodflops.engine.run.DeviceLocks;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks a plugin with the conformance kit, one device after the other, in children. */
public final class PluginCheck {
  private static final Duration LONGEST_PROBE = Duration.ofSeconds(60);

  private PluginCheck() {}

  /**
   * Checks what is asked for. What the plugin does wrong is in the report, nothing of it comes out
   * as an exception.
   *
   * @param trusted SHA-256 of the only plugins that may be started; empty: any
   * @throws UserException if it may not be started, lacks a device that was asked for, or the
   *     machine does not let us
   */
  public static CheckReport check(
      CheckRequest request, Optional<Set<String>> trusted, CheckProgress progress) {
    long start = System.nanoTime();
    String sha256 = request.plugin().sha256().toLowerCase(Locale.ROOT);
    if (trusted.isPresent() && !trusted.get().contains(sha256)) {
      throw UserException.environment(
          "The plugin "
              + request.plugin().path()
              + " was not started: it is not trusted, its SHA-256 "
              + sha256
              + " is not in the trust file.");
    }
    Duration quarter = request.timeout().dividedBy(4);
    Duration probing = quarter.compareTo(LONGEST_PROBE) < 0 ? quarter : LONGEST_PROBE;
    Probe.Found found =
        new Probe(probing.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : probing)
            .find(List.of(request.plugin()), trusted);
    PluginRecord plugin = found.plugins().get(0);
    List<Probe.Device> devices = chosen(request, found);
    List<DeviceFindings> reports = new ArrayList<>();
    DeviceLocks locks = DeviceLocks.take(devices);
    try {
      if (devices.isEmpty()) {
        // the kit asks again, and says which rules hold without a device
        progress.device("", 1, 1);
        reports.add(checkOne(request, Optional.empty(), progress));
      }
      for (Probe.Device device : devices) {
        String id = device.record().id();
        progress.device(id, reports.size() + 1, devices.size());
        reports.add(checkOne(request, Optional.of(id), progress));
      }
    } finally {
      locks.close();
    }
    return new CheckReport(
        plugin, request.whole(), reports, request.seed(), System.nanoTime() - start);
  }

  private static List<Probe.Device> chosen(CheckRequest request, Probe.Found found) {
    if (request.devices().isEmpty() || found.devices().isEmpty()) {
      return found.devices();
    }
    List<Probe.Device> chosen = new ArrayList<>();
    for (String id : request.devices()) {
      chosen.add(
          found.devices().stream()
              .filter(device -> device.record().id().equals(id))
              .findFirst()
              .orElseThrow(
                  () ->
                      UserException.environment(
                          "The plugin "
                              + found.plugins().get(0).name()
                              + " has no device '"
                              + id
                              + "' here; it has: "
                              + found.devices().stream()
                                  .map(Probe.Device::record)
                                  .map(DeviceRecord::id)
                                  .collect(Collectors.joining(", "))
                              + ".")));
    }
    return chosen;
  }

  private static DeviceFindings checkOne(
      CheckRequest request, Optional<String> device, CheckProgress progress) {
    try {
      Path work = Files.createTempDirectory("goodflops-check");
      DeviceFindings report = new DeviceCheck(request, device, work, progress).run();
      if (report.logs().isEmpty()) {
        delete(work);
      }
      return report;
    } catch (IOException e) {
      throw UserException.environment(
          "The check cannot keep its files in "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage()
              + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserException.environment("The check was interrupted.");
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // a temporary folder that stays costs nobody a result
    }
  }
}
