package io.goodflops.engine.probe;

import io.goodflops.result.DeviceRecord;
import io.goodflops.result.PluginRecord;
import java.util.List;
import java.util.Optional;

/** What a probing child found out about one plugin, left in a file for the host. */
record ProbeReport(
    String version, List<DeviceRecord> devices, Optional<PluginRecord.Absence> absence) {
  ProbeReport {
    devices = List.copyOf(devices);
  }
}
