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
 * @param environment what it saw of the user's environment; the first records lack it
 */
public record PluginRecord(
    String name,
    String version,
    String spiVersion,
    String sha256,
    Optional<Absence> absence,
    Environment environment) {
  public PluginRecord {
    // the first records do not tell
    environment = environment == null ? Environment.NONE : environment;
  }

  /** A plugin that saw nothing but what every plugin sees. */
  public PluginRecord(
      String name, String version, String spiVersion, String sha256, Optional<Absence> absence) {
    this(name, version, spiVersion, sha256, absence, Environment.NONE);
  }

  /** The same plugin as a candidate beside another version of it. */
  public PluginRecord asCandidate() {
    return new PluginRecord(
        DeviceRecord.CANDIDATE + name, version, spiVersion, sha256, absence, environment);
  }

  /** Whether it is held against another version of it. */
  public boolean isCandidate() {
    return name.startsWith(DeviceRecord.CANDIDATE);
  }

  /**
   * Environment variables beyond those that every plugin sees; names, no values.
   *
   * @param asked names, or beginnings of names with {@code *}, in its manifest
   * @param given those it got, for asking or because the user said so
   */
  public record Environment(List<String> asked, List<String> given) {
    static final Environment NONE = new Environment(List.of(), List.of());

    public Environment {
      asked = List.copyOf(asked);
      given = List.copyOf(given);
    }
  }

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
