package io.goodflops.plugin.simulator;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The properties of a program, with the words that are allowed in one. */
final class Settings {
  private static final String DTYPES = "(FP64|FP32|BF16|FP16|INT32|INT8|FP8_E4M3|FP8_E5M2)";
  private static final String KINDS =
      "(matmul|copy|read|triad|fma-chain|matrix-chain"
          + "|conv2d|conv2d-backward-data|conv2d-backward-weights"
          + "|(layer-norm|batch-norm|softmax|relu|gelu|bias|embedding|(max|average)-pool)(-backward)?"
          + "|add|multiply|reduce-(sum|mean|max)|cross-entropy|cast|permute|sgd|adamw)";
  private static final Pattern KEY =
      Pattern.compile(
          "(device\\.\\d+\\.)?(devices|name|version|absent|id|physical\\.id|vendor|model|driver"
              + "|firmware|description|property\\..+|memory\\.bytes"
              + ("|rate\\." + DTYPES + "|peak\\.(" + DTYPES + "|citation|unit)")
              + ("|efficiency(\\." + KINDS + ")?|bandwidth|bandwidth\\.levels|latency\\.nanos")
              + "|noise|seed|clock|clock\\.curve|throttle\\.reason|marks\\.speed|marks\\.source"
              + "|power\\.watts|power\\.idle\\.watts|together\\.share|copy\\.bandwidth|on\\.host"
              + "|fault\\.[a-z0-9-]+(\\.(in|kind|dtype|m|from|text|millis|share|bytes|together))?)");

  private final Map<String, String> values;

  private Settings(Map<String, String> values) {
    this.values = values;
  }

  static Settings read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return of(properties);
  }

  /** A misspelt key would silently program nothing, so it is refused. */
  static Settings of(Properties properties) {
    Map<String, String> values = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (!KEY.matcher(key).matches()) {
        throw new IllegalArgumentException("the key " + key + " is unknown");
      }
      values.put(key, properties.getProperty(key).strip());
    }
    return new Settings(values);
  }

  /** What holds for one device: {@code device.1.model} goes before {@code model}. */
  Settings ofDevice(int index) {
    String prefix = "device." + index + ".";
    Map<String, String> own = new TreeMap<>(values);
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            own.put(key.substring(prefix.length()), value);
          }
        });
    return new Settings(own);
  }

  /** Whether anything depends on what other devices do. */
  boolean knowsNeighbours() {
    return values.keySet().stream().anyMatch(key -> key.contains("together"));
  }

  Map<String, String> startingWith(String prefix) {
    Map<String, String> found = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key));
  }

  OptionalDouble number(String key) {
    Optional<String> text = text(key);
    return text.isPresent() ? OptionalDouble.of(parse(key, text.get())) : OptionalDouble.empty();
  }

  int count(String key, int otherwise) {
    double value = number(key).orElse(otherwise);
    if (value < 1 || value != Math.rint(value) || value > 1_000_000) {
      throw new IllegalArgumentException(key + " is " + value + ", must be a whole number from 1");
    }
    return (int) value;
  }

  /** A finite number that is not negative. */
  static double parse(String key, String text) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " is " + text + ", must be a number", e);
    }
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(key + " is " + text + ", must be finite and not negative");
    }
    return value;
  }
}
