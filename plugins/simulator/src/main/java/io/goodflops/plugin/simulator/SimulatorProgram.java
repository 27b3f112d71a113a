package io.goodflops.plugin.simulator;

import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
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
 * @param levels bytes per second of smaller working sets, by their largest size
 * @param copyBandwidth bytes per second from the host in a queue's order; if it is absent, such a
 *     copy waits for the queue and takes no time
 * @param latencyNanos idle time of the device before each launch
 * @param noise relative standard deviation of a launch's time
 * @param peaks declared FLOP/s, by storage type
 * @param marksSpeed how fast the clock behind the marks runs, 1 is true
 * @param powerWatts while a launch runs
 * @param idleWatts while none runs
 * @param togetherShare share of its speed that is left while another device of the program is busy
 * @param onHost whether it is the core that its thread runs on: a launch runs while it is enqueued
 *     and takes CPU time of that thread, marks are read from the host's clock
 */
record SimulatorProgram(
    Texts texts,
    OptionalLong memoryBytes,
    Map<DType, Double> rates,
    Map<DType, Double> peaks,
    Map<String, Double> efficiencies,
    OptionalDouble bandwidth,
    NavigableMap<Long, Double> levels,
    OptionalDouble copyBandwidth,
    double latencyNanos,
    double noise,
    long seed,
    Optional<ClockCurve> clock,
    double marksSpeed,
    OptionalDouble powerWatts,
    OptionalDouble idleWatts,
    double togetherShare,
    boolean onHost) {

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
        Texts.of(settings),
        memory.isPresent() ? OptionalLong.of((long) memory.getAsDouble()) : OptionalLong.empty(),
        byType(settings, "rate."),
        byType(settings, "peak."),
        efficiencies,
        positive("bandwidth", settings.number("bandwidth")),
        levels(settings),
        positive("copy.bandwidth", settings.number("copy.bandwidth")),
        settings.number("latency.nanos").orElse(0),
        settings.number("noise").orElse(0),
        (long) settings.number("seed").orElse(1),
        ClockCurve.of(settings),
        positive("marks.speed", settings.number("marks.speed")).orElse(1),
        settings.number("power.watts"),
        idleWatts(settings),
        share("together.share", settings.number("together.share").orElse(1)),
        settings.number("on.host").orElse(0) > 0);
  }

  /** Bytes per second of an op that moves so many bytes, if limited. */
  OptionalDouble bandwidth(long bytes) {
    Map.Entry<Long, Double> level = levels.ceilingEntry(bytes);
    return level == null ? bandwidth : OptionalDouble.of(level.getValue());
  }

  double efficiency(Op op) {
    return efficiencies.getOrDefault(op.kind(), 1.0);
  }

  private static Map<DType, Double> byType(Settings settings, String prefix) {
    Map<DType, Double> rates = new EnumMap<>(DType.class);
    for (DType dtype : DType.values()) {
      String key = prefix + dtype;
      positive(key, settings.number(key)).ifPresent(rate -> rates.put(dtype, rate));
    }
    return rates;
  }

  /** Reads {@code bandwidth.levels}, which is {@code bytes:rate bytes:rate}. */
  private static NavigableMap<Long, Double> levels(Settings settings) {
    NavigableMap<Long, Double> levels = new TreeMap<>();
    Optional<String> text = settings.text("bandwidth.levels");
    if (text.isPresent() && settings.text("bandwidth").isEmpty()) {
      throw new IllegalArgumentException("bandwidth.levels needs a bandwidth beyond them");
    }
    for (String word : text.orElse("").split("[ ,]+", -1)) {
      int colon = word.indexOf(':');
      if (word.isEmpty()) {
        continue;
      }
      if (colon < 0) {
        throw new IllegalArgumentException("bandwidth.levels has " + word + ", must be bytes:rate");
      }
      double bytes = Settings.parse("bandwidth.levels", word.substring(0, colon));
      double rate = Settings.parse("bandwidth.levels", word.substring(colon + 1));
      levels.put((long) bytes, positive("bandwidth.levels", OptionalDouble.of(rate)).orElse(0));
    }
    return levels;
  }

  private static OptionalDouble idleWatts(Settings settings) {
    OptionalDouble idle = settings.number("power.idle.watts");
    OptionalDouble busy = settings.number("power.watts");
    if (idle.isPresent() && (busy.isEmpty() || idle.getAsDouble() > busy.getAsDouble())) {
      throw new IllegalArgumentException("power.idle.watts must be at most power.watts");
    }
    return idle.isPresent() ? idle : busy;
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
