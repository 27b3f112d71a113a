package io.goodflops.plugin.gpubridge;

import java.util.Locale;
import java.util.Map;

/**
 * What a device may be asked for between batches, with the range that a value must lie in: wide
 * enough for any card, so narrow that a unit that is wrong by a factor of 1000 falls out of it.
 */
enum Sensor {
  POWER(Slot.SENSOR_POWER, 1, 10_000),
  ENERGY(Slot.SENSOR_ENERGY, 1e-9, 1e15),
  CLOCK(Slot.SENSOR_CLOCK, 10e6, 10e9),
  TEMPERATURE(Slot.SENSOR_TEMPERATURE, 1, 150),
  /** A set of bits; none of them is a value like any other. */
  THROTTLE(Slot.SENSOR_THROTTLE, 0, 1L << 52);

  private final Slot slot;
  private final double least;
  private final double most;

  Sensor(Slot slot, double least, double most) {
    this.slot = slot;
    this.least = least;
    this.most = most;
  }

  Slot slot() {
    return slot;
  }

  /** Units that a dialect may name, and what one of them is in W, J, Hz or °C. */
  Map<String, Double> units() {
    return switch (this) {
      case POWER -> Map.of("W", 1.0, "dW", 0.1, "mW", 1e-3, "µW", 1e-6);
      case ENERGY -> Map.of("J", 1.0, "mJ", 1e-3, "µJ", 1e-6);
      case CLOCK -> Map.of("Hz", 1.0, "kHz", 1e3, "MHz", 1e6);
      case TEMPERATURE -> Map.of("°C", 1.0, "c°C", 0.01, "m°C", 1e-3);
      case THROTTLE -> Map.of("bits", 1.0);
    };
  }

  /** Whether a value, in W, J, Hz or °C, can be true. */
  boolean plausible(double value) {
    return value >= least && value <= most;
  }

  /** Its name in a dialect file, and for people. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
