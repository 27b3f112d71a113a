package io.goodflops.plugin.gpubridge;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How a vendor's management library is asked: sections {@code sensors} and {@code throttle} of a
 * dialect.
 *
 * @param finding how a device is found there by its PCI bus id
 * @param errors how a status becomes a text: {@code text} or {@code text-out}
 * @param sensors those that are known
 * @param reasons for each reason to hold the clock back, its bits
 */
record Management(
    String finding, String errors, Map<Sensor, Line> sensors, Map<String, Long> reasons) {
  /** Reasons by which the ledger divides a clock that is held back; {@code other} is the rest. */
  static final List<String> REASONS = List.of("power", "thermal", "other");

  private static final List<String> FINDINGS =
      List.of("bus-id", "library-bus-id", "index-number", "index-text");

  /** Shapes and how many numbers each is called with. */
  private static final Map<String, Integer> SHAPES =
      Map.ofEntries(
          Map.entry("u32", 0),
          Map.entry("part-u32", 0),
          Map.entry("u64", 0),
          Map.entry("argument-u32", 1),
          Map.entry("argument-s32", 1),
          Map.entry("argument-u64", 1),
          Map.entry("arguments-s64", 2),
          Map.entry("counter-step", 0),
          Map.entry("current-of-table", 1),
          Map.entry("mean-of-list", 1),
          Map.entry("sum-of-ways", 0));

  Management {
    sensors = Map.copyOf(sensors);
    reasons = Map.copyOf(reasons);
  }

  /**
   * How one sensor is read.
   *
   * @param shape of its function
   * @param arguments that it is called with
   * @param unit what one of its numbers is in W, J, Hz or °C
   */
  record Line(String shape, List<Integer> arguments, double unit) {
    Line {
      arguments = List.copyOf(arguments);
    }
  }

  /** Keys of the section {@code sensors}. */
  static List<String> keys() {
    return Stream.concat(Stream.of("device", "errors"), Stream.of(Sensor.values()).map(Sensor::key))
        .toList();
  }

  /**
   * Reads both sections.
   *
   * @param symbols slots that have one: a sensor with a symbol must say its shape and unit
   * @throws DialectFile.Mistake that names the key
   */
  static Management parse(
      Set<Slot> symbols,
      Function<String, Optional<String>> sensors,
      Function<String, Optional<String>> throttle) {
    Map<Sensor, Line> lines = new EnumMap<>(Sensor.class);
    for (Sensor sensor : Sensor.values()) {
      Optional<String> text = sensors.apply(sensor.key());
      if (text.isPresent()) {
        lines.put(sensor, line(sensor, text.get()));
      } else if (symbols.contains(sensor.slot())) {
        throw new DialectFile.Mistake("[sensors] " + sensor.key() + " is missing");
      }
    }
    String finding = sensors.apply("device").orElse("");
    if (finding.isEmpty() ? !lines.isEmpty() : !FINDINGS.contains(finding)) {
      throw new DialectFile.Mistake(
          "[sensors] device is '" + finding + "', must be one of " + String.join(", ", FINDINGS));
    }
    String errors = sensors.apply("errors").orElse("text");
    if (!errors.equals("text") && !errors.equals("text-out")) {
      throw new DialectFile.Mistake(
          "[sensors] errors is '" + errors + "', must be text or text-out");
    }
    Map<String, Long> reasons = new LinkedHashMap<>();
    for (String reason : REASONS) {
      throttle.apply(reason).ifPresent(text -> reasons.put(reason, bits(reason, text)));
    }
    return new Management(finding, errors, lines, reasons);
  }

  private static Line line(Sensor sensor, String text) {
    List<String> words = new ArrayList<>(List.of(text.split("\\s+")));
    String shape = words.remove(0);
    if (!SHAPES.containsKey(shape)) {
      throw mistake(
          sensor,
          text,
          "must begin with one of " + String.join(", ", new TreeSet<>(SHAPES.keySet())));
    }
    if (words.size() != SHAPES.get(shape) + 1) {
      throw mistake(sensor, text, "needs " + SHAPES.get(shape) + " numbers and a unit");
    }
    String unit = words.remove(words.size() - 1);
    if (!sensor.units().containsKey(unit)) {
      throw mistake(
          sensor,
          text,
          "must end with a unit: " + String.join(", ", new TreeSet<>(sensor.units().keySet())));
    }
    try {
      return new Line(
          shape, words.stream().map(Integer::decode).toList(), sensor.units().get(unit));
    } catch (NumberFormatException e) {
      throw mistake(sensor, text, "has an argument that is no whole number");
    }
  }

  private static DialectFile.Mistake mistake(Sensor sensor, String text, String what) {
    return new DialectFile.Mistake("[sensors] " + sensor.key() + " is '" + text + "', " + what);
  }

  private static long bits(String reason, String text) {
    long bits = 0;
    try {
      for (String word : text.split("\\s+")) {
        bits |= Long.decode(word);
      }
    } catch (NumberFormatException e) {
      throw new DialectFile.Mistake(
          "[throttle] " + reason + " is '" + text + "', must be whole numbers");
    }
    return bits;
  }
}
