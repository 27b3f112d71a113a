package io.goodflops.result;

import java.util.List;
import java.util.Optional;

/**
 * A plugin folder and what came of asking it for devices.
 *
 * @param name folder name
 * @param version the plugin's own, empty if it could not be asked
 * @param spiVersion from the manifest
 * @param sha256 over the plugin's jars
 * @param absence why there is no device; empty if there is one
 */
public record PluginRecord(
    String name, String version, String spiVersion, String sha256, Optional<Absence> absence) {

  /**
   * Why a plugin has no device.
   *
   * @param reason one sentence
   * @param lookedFor files, libraries or variables that were tried
   */
  public record Absence(String reason, List<String> lookedFor) {
    public Absence {
      lookedFor = List.copyOf(lookedFor);
    }
  }
}
