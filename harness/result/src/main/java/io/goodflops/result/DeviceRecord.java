package io.goodflops.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a device claims about itself.
 *
 * @param plugin the {@link PluginRecord#name} of the plugin that drives it
 */
public record DeviceRecord(
    String id,
    String physicalId,
    String plugin,
    String vendor,
    String model,
    String driver,
    String firmware,
    OptionalLong memoryBytes,
    OptionalDouble powerLimitWatts,
    List<PeakRecord> peaks,
    Map<String, String> properties) {
  /** What the ids of devices begin with that another version of their plugin drives. */
  public static final String CANDIDATE = "candidate/";

  public DeviceRecord {
    peaks = List.copyOf(peaks);
    properties = Map.copyOf(properties);
  }

  /**
   * The same device, driven by the plugin of this name: which one it is, its own word decides not.
   */
  public DeviceRecord ofPlugin(String name) {
    return known(id, name);
  }

  /** The same device as a candidate drives it, in a run that holds it against this one. */
  public DeviceRecord asCandidate() {
    return known(CANDIDATE + id, CANDIDATE + plugin);
  }

  private DeviceRecord known(String asId, String asPlugin) {
    return new DeviceRecord(
        asId,
        physicalId,
        asPlugin,
        vendor,
        model,
        driver,
        firmware,
        memoryBytes,
        powerLimitWatts,
        peaks,
        properties);
  }

  /** Id of the device that this one is held against; empty if it is no candidate. */
  public Optional<String> baselineId() {
    return id.startsWith(CANDIDATE)
        ? Optional.of(id.substring(CANDIDATE.length()))
        : Optional.empty();
  }

  /** Host threads that the device computes with, as it claims; 0 if it is no host device. */
  public int hostThreads() {
    String threads = properties.getOrDefault("threads", "0");
    return threads.matches("[0-9]{1,5}") ? Integer.parseInt(threads) : 0;
  }

  /**
   * A declared peak.
   *
   * @param storage storage type, for example FP32
   * @param accumulate accumulator type
   * @param mathMode STRICT, TF32, ...
   * @param density DENSE or SPARSE
   * @param source DATA_SHEET, DERIVED or MEASURED
   */
  public record PeakRecord(
      String storage,
      String accumulate,
      String mathMode,
      double flopsPerSecond,
      String density,
      OptionalDouble clockHertz,
      String unitPath,
      String source,
      String citation) {}
}
