package io.goodflops.engine.probe;

import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.PluginLoader;
import io.goodflops.engine.child.Words;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.Json;
import io.goodflops.result.PluginRecord;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Peak;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks one plugin for its devices. Arguments: report file, jars. */
final class ProbeChild {
  private ProbeChild() {}

  public static void main(String[] arguments) throws IOException {
    ForkGuard.arm();
    Path report = Path.of(arguments[0]);
    List<Path> jars = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      jars.add(Path.of(arguments[i]));
    }
    Json.write(report, probe(jars));
    // threads that the vendor left must not keep the process
    Runtime.getRuntime().halt(0);
  }

  private static ProbeReport probe(List<Path> jars) {
    DevicePlugin plugin;
    try {
      plugin = PluginLoader.load(jars);
    } catch (PluginLoader.PluginDefect e) {
      return absent("", e.getMessage(), List.of());
    }
    String version = "";
    try {
      version = Words.clean(plugin.version());
      Discovery discovery = plugin.discover();
      if (discovery instanceof Discovery.Absent absent) {
        return absent(
            version,
            Words.clean(absent.reason()),
            absent.lookedFor().stream().map(Words::clean).toList());
      }
      List<DeviceRecord> devices = new ArrayList<>();
      for (DeviceInfo info : ((Discovery.Found) discovery).devices()) {
        devices.add(record(plugin.name(), info));
      }
      return new ProbeReport(version, devices, Optional.empty());
    } catch (Throwable e) { // vendor code
      return absent(version, "discover() failed: " + Words.of(e), List.of());
    }
  }

  private static ProbeReport absent(String version, String reason, List<String> lookedFor) {
    return new ProbeReport(
        version, List.of(), Optional.of(new PluginRecord.Absence(reason, lookedFor)));
  }

  private static DeviceRecord record(String plugin, DeviceInfo info) {
    if (!info.id().matches("[A-Za-z0-9][A-Za-z0-9._:/-]{0,62}")) {
      throw new IllegalArgumentException(
          "device id '"
              + Words.clean(info.id())
              + "' must be letters, digits and . _ : / - only, at most 63 of them");
    }
    Map<String, String> properties = new TreeMap<>();
    info.properties()
        .forEach((name, value) -> properties.put(Words.clean(name), Words.clean(value)));
    List<DeviceRecord.PeakRecord> peaks = new ArrayList<>();
    for (Peak peak : info.peaks()) {
      peaks.add(
          new DeviceRecord.PeakRecord(
              peak.storage().name(),
              peak.compute().accumulate().name(),
              peak.compute().mathMode().name(),
              peak.flopsPerSecond(),
              peak.density().name(),
              peak.clockHertz(),
              Words.clean(peak.unitPath()),
              peak.source().name(),
              Words.clean(peak.citation())));
    }
    return new DeviceRecord(
        info.id(),
        Words.clean(info.physicalId()),
        Words.clean(plugin),
        Words.clean(info.vendor()),
        Words.clean(info.model()),
        Words.clean(info.driver()),
        Words.clean(info.firmware()),
        info.memoryBytes(),
        info.powerLimitWatts(),
        peaks,
        properties);
  }
}
