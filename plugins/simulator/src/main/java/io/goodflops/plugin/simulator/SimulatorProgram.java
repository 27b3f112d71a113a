package io.goodflops.plugin.simulator;

import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How one device behaves.
 *
 * @param rates attainable FLOP/s at the nominal clock, by storage type
 * @param efficiencies share of the roof that an op of a kind reaches; absent means all of it
 * @param bandwidth bytes per second of device memory, if limited
 * @param latencyNanos idle time of the device before each launch
 * @param noise relative standard deviation of a launch's time
 * @param peaks declared FLOP/s, by storage type
 */
record SimulatorProgram(
    String vendor,
    String model,
    String driver,
    String firmware,
    String description,
    OptionalLong memoryBytes,
    Map<DType, Double> rates,
    Map<DType, Double> peaks,
    Map<String, Double> efficiencies,
    OptionalDouble bandwidth,
    double latencyNanos,
    double noise,
    long seed,
    Optional<ClockCurve> clock,
    OptionalDouble powerWatts) {

  static SimulatorProgram of(Settings settings) {
    Map<String, Double> efficiencies = new TreeMap<>();
    settings
        .number("efficiency")
        .ifPresent(value -> efficiencies.put("matmul", share("efficiency", value)));
    settings
        .startingWith("efficiency.")
        .forEach(
            (kind, text) -> {
              String key = "efficiency." + kind;
              efficiencies.put(kind, share(key, Settings.parse(key, text)));
            });
    OptionalDouble memory = settings.number("memory.bytes");
    return new SimulatorProgram(
        settings.text("vendor").orElse("GoodFLOPS"),
        settings.text("model").orElse("simulator"),
        settings.text("driver").orElse(""),
        settings.text("firmware").orElse(""),
        settings.text("description").orElse("simulated"),
        memory.isPresent() ? OptionalLong.of((long) memory.getAsDouble()) : OptionalLong.empty(),
        byType(settings, "rate."),
        byType(settings, "peak."),
        efficiencies,
        positive("bandwidth", settings.number("bandwidth")),
        settings.number("latency.nanos").orElse(0),
        settings.number("noise").orElse(0),
        (long) settings.number("seed").orElse(1),
        ClockCurve.of(settings),
        settings.number("power.watts"));
  }

  double efficiency(Op op) {
    return efficiencies.getOrDefault(op.kind(), 1.0);
  }

  private static Map<DType, Double> byType(Settings settings, String prefix) {
    Map<DType, Double> rates = new EnumMap<>(DType.class);
    settings
        .startingWith(prefix)
        .forEach(
            (dtype, text) -> {
              String key = prefix + dtype;
              double value = Settings.parse(key, text);
              rates.put(DType.valueOf(dtype), positive(key, OptionalDouble.of(value)).orElse(0));
            });
    return rates;
  }

  private static OptionalDouble positive(String key, OptionalDouble value) {
    if (value.isPresent() && value.getAsDouble() == 0) {
      throw new IllegalArgumentException(key + " is 0, must be positive");
    }
    return value;
  }

  private static double share(String key, double value) {
    if (value == 0 || value > 1) {
      throw new IllegalArgumentException(key + " is " + value + ", must be in (0, 1]");
    }
    return value;
  }
}
