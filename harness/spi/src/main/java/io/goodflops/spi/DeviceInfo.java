package io.goodflops.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a device claims about itself. Built with {@link #builder}, so that fields can be added
 * within a major version. Nothing here is trusted: claims are shown as claims.
 */
public final class DeviceInfo {
  private final String id;
  private final String physicalId;
  private final String vendor;
  private final String model;
  private final String driver;
  private final String firmware;
  private final OptionalLong memoryBytes;
  private final OptionalDouble powerLimitWatts;
  private final List<Peak> peaks;
  private final Map<String, String> properties;

  private DeviceInfo(Builder builder) {
    this.id = builder.id;
    this.physicalId = builder.physicalId;
    this.vendor = builder.vendor;
    this.model = builder.model;
    this.driver = builder.driver;
    this.firmware = builder.firmware;
    this.memoryBytes = builder.memoryBytes;
    this.powerLimitWatts = builder.powerLimitWatts;
    this.peaks = List.copyOf(builder.peaks);
    this.properties = Map.copyOf(builder.properties);
  }

  /**
   * Starts a description.
   *
   * @param id unique within the plugin, for example {@code cpu:0}
   * @param vendor maker of the chip
   * @param model name of the chip
   */
  public static Builder builder(String id, String vendor, String model) {
    return new Builder(id, vendor, model);
  }

  public String id() {
    return id;
  }

  /**
   * Two devices on one chip share it; the harness uses both at once only if the user asks for that,
   * in processes of their own.
   */
  public String physicalId() {
    return physicalId;
  }

  public String vendor() {
    return vendor;
  }

  public String model() {
    return model;
  }

  /** Driver or library version, empty if there is none. */
  public String driver() {
    return driver;
  }

  /** Firmware version, empty if unknown. */
  public String firmware() {
    return firmware;
  }

  public OptionalLong memoryBytes() {
    return memoryBytes;
  }

  public OptionalDouble powerLimitWatts() {
    return powerLimitWatts;
  }

  /** Declared peaks; none is a legal answer, a guessed one is not. */
  public List<Peak> peaks() {
    return peaks;
  }

  /** Anything else worth disclosing, for example {@code threads=2}. */
  public Map<String, String> properties() {
    return properties;
  }

  @Override
  public String toString() {
    return id + " (" + vendor + " " + model + ")";
  }

  /** Collects what a device claims. */
  public static final class Builder {
    private final String id;
    private final String vendor;
    private final String model;
    private String physicalId;
    private String driver = "";
    private String firmware = "";
    private OptionalLong memoryBytes = OptionalLong.empty();
    private OptionalDouble powerLimitWatts = OptionalDouble.empty();
    private final List<Peak> peaks = new ArrayList<>();
    private final Map<String, String> properties = new TreeMap<>();

    private Builder(String id, String vendor, String model) {
      this.id = Objects.requireNonNull(id, "id");
      this.vendor = Objects.requireNonNull(vendor, "vendor");
      this.model = Objects.requireNonNull(model, "model");
      this.physicalId = id;
    }

    public Builder physicalId(String value) {
      physicalId = Objects.requireNonNull(value, "physicalId");
      return this;
    }

    public Builder driver(String value) {
      driver = Objects.requireNonNull(value, "driver");
      return this;
    }

    public Builder firmware(String value) {
      firmware = Objects.requireNonNull(value, "firmware");
      return this;
    }

    public Builder memoryBytes(long value) {
      memoryBytes = OptionalLong.of(value);
      return this;
    }

    public Builder powerLimitWatts(double value) {
      powerLimitWatts = OptionalDouble.of(value);
      return this;
    }

    public Builder peak(Peak peak) {
      peaks.add(Objects.requireNonNull(peak, "peak"));
      return this;
    }

    public Builder property(String name, String value) {
      properties.put(name, value);
      return this;
    }

    public DeviceInfo build() {
      return new DeviceInfo(this);
    }
  }
}
