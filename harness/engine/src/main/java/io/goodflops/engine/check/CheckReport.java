package io.goodflops.engine.check;

import io.goodflops.result.PluginRecord;
import java.util.List;
import java.util.Objects;

/**
 * What came of checking a plugin.
 *
 * @param plugin with the reason if it has no device here
 * @param whole all rules and all kinds of op were to be checked
 * @param devices one for each device; a single one without an id if there is none
 */
public record CheckReport(
    PluginRecord plugin,
    boolean whole,
    List<DeviceFindings> devices,
    long seed,
    long elapsedNanos) {
  public CheckReport {
    Objects.requireNonNull(plugin, "plugin");
    devices = List.copyOf(devices);
  }

  /** All findings of all devices. */
  public List<RuleFinding> findings() {
    return devices.stream().flatMap(device -> device.findings().stream()).toList();
  }

  /** Whether anything is broken that must not be. */
  public boolean broken() {
    return findings().stream().anyMatch(RuleFinding::breaksConformance);
  }

  /** Whether there was a device, and each rule got its turn on it. */
  public boolean complete() {
    return plugin.absence().isEmpty()
        && devices.stream().allMatch(device -> device.incomplete().isEmpty());
  }
}
