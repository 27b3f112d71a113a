package io.goodflops.spi;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** A device's sensors. */
public interface Telemetry {

  /** A device without sensors. */
  Telemetry NONE = () -> Reading.EMPTY;

  /** Reads all sensors now. Called between timed batches, never inside one. */
  Reading read();

  /**
   * Why sensors are absent as of the last reading, for people: {@code power}, {@code energy},
   * {@code clock}, {@code temperature} or {@code throttle}, and a reason. What has none need not be
   * named.
   */
  default Map<String, String> absences() {
    return Map.of();
  }

  /**
   * What the sensors said. Absent means the device has no such sensor.
   *
   * @param powerWatts power drawn by the device
   * @param energyJoules running counter
   * @param clockHertz clock of the compute units
   * @param temperatureCelsius hottest sensor of the device
   * @param throttleReasons why the clock is held back; empty set: it is not. Those that begin with
   *     {@code power} or {@code thermal} have a place of their own in the ledger
   */
  record Reading(
      OptionalDouble powerWatts,
      OptionalDouble energyJoules,
      OptionalDouble clockHertz,
      OptionalDouble temperatureCelsius,
      Optional<Set<String>> throttleReasons) {
    /** No sensor at all. */
    public static final Reading EMPTY =
        new Reading(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty());

    public Reading {
      Objects.requireNonNull(powerWatts, "powerWatts");
      Objects.requireNonNull(energyJoules, "energyJoules");
      Objects.requireNonNull(clockHertz, "clockHertz");
      Objects.requireNonNull(temperatureCelsius, "temperatureCelsius");
      throttleReasons = throttleReasons.map(Set::copyOf);
    }

    /** A reading of the clock alone. */
    public static Reading clock(double hertz) {
      return new Reading(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.of(hertz),
          OptionalDouble.empty(),
          Optional.empty());
    }
  }
}
