package io.goodflops.result;

import java.util.List;
import java.util.Map;
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
  public DeviceRecord {
    peaks = List.copyOf(peaks);
    properties = Map.copyOf(properties);
  }

  /**
   * The same device, driven by the plugin of this name: which one it is, its own word decides not.
   */
  public DeviceRecord ofPlugin(String name) {
    return new DeviceRecord(
        id,
        physicalId,
        name,
        vendor,
        model,
        driver,
        firmware,
        memoryBytes,
        powerLimitWatts,
        peaks,
        properties);
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
