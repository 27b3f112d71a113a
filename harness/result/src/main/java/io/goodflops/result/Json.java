package io.goodflops.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * JSON for records: run records, journal lines, and the notes that host and child processes leave
 * each other. Numbers are always finite; unknown values are null.
 */
public final class Json {
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private Json() {}

  /** One line without line breaks. */
  public static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(finite(MAPPER.valueToTree(value), ""));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** For people. */
  public static String pretty(Object value) {
    try {
      return MAPPER
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(finite(MAPPER.valueToTree(value), ""))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Writes a file so that a reader sees the old or the new one, never half of it. */
  public static void write(Path file, Object value) throws IOException {
    writeAtomically(file, pretty(value).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads one value.
   *
   * @throws IOException if the text is not JSON or not of this type; the message says where
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    return parse(Files.readString(file, StandardCharsets.UTF_8), type);
  }

  /** Like {@link #read}, from text. */
  public static <T> T parse(String json, Class<T> type) throws IOException {
    return parse(json, 1, type);
  }

  /**
   * Like {@link #parse(String, Class)}, for a part of a file.
   *
   * @param firstLine number of the text's first line in its file, from 1
   */
  public static <T> T parse(String json, int firstLine, Class<T> type) throws IOException {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IOException(JsonTrouble.sentence(e, firstLine), e);
    }
  }

  /** Any JSON object as maps, lists, strings and numbers. */
  public static Map<String, Object> parseObject(String json) throws IOException {
    return parseObject(json, 1);
  }

  /** Like {@link #parseObject(String)}, for a part of a file. */
  public static Map<String, Object> parseObject(String json, int firstLine) throws IOException {
    Map<String, Object> result = new TreeMap<>();
    try {
      JsonNode tree = MAPPER.readTree(json);
      Optional<String> defect = notAnObject(tree);
      if (defect.isPresent()) {
        throw new IOException(defect.get());
      }
      Map<?, ?> map = MAPPER.convertValue(tree, Map.class);
      map.forEach((key, value) -> result.put(String.valueOf(key), value));
    } catch (JsonProcessingException e) {
      throw new IOException(JsonTrouble.sentence(e, firstLine), e);
    }
    return result;
  }

  /** A record as maps and lists. */
  public static Map<String, Object> toMap(Object value) {
    Map<String, Object> result = new TreeMap<>();
    Map<?, ?> map = MAPPER.convertValue(value, Map.class);
    map.forEach((key, entry) -> result.put(String.valueOf(key), entry));
    return result;
  }

  /** The record that {@link #toMap} was given. */
  public static <T> T fromMap(Map<String, Object> map, Class<T> type) {
    return MAPPER.convertValue(map, type);
  }

  static void writeAtomically(Path file, byte[] bytes) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path temporary = parent.resolve(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What a text is instead of an object, empty if it is one; goes after a file's name. */
  static Optional<String> notAnObject(JsonNode tree) {
    if (tree == null || tree.isMissingNode()) {
      return Optional.of("the text is empty");
    }
    return tree.isObject()
        ? Optional.empty()
        : Optional.of(
            "the text is "
                + (tree.isArray() ? "a list" : "a single value")
                + ", must be a JSON object");
  }

  private static JsonNode finite(JsonNode node, String path) {
    if (node.isDouble() || node.isFloat()) {
      if (!Double.isFinite(node.doubleValue())) {
        throw new IllegalArgumentException(path + " is " + node.doubleValue() + ", must be finite");
      }
    } else if (node.isContainerNode()) {
      if (node.isObject()) {
        node.properties().forEach(entry -> finite(entry.getValue(), path + "/" + entry.getKey()));
      } else {
        for (int i = 0; i < node.size(); i++) {
          finite(node.get(i), path + "/" + i);
        }
      }
    }
    return node;
  }
}
