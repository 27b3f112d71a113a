package io.goodflops.cli;

import io.goodflops.engine.child.Words;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A new plugin: the template's files with another name, and the kit they are checked with.
 *
 * @param folder where it lies
 * @param files how many files were written, the kit's not counted
 * @param lines how many lines they have
 */
record PluginProject(Path folder, int files, long lines) {

  /** What the device is driven from. */
  enum Kind {
    JAVA,
    JNI,
    /** A dialect file, for runtimes that are shaped like CUDA. */
    DIALECT;

    /** Of the template; the first two write code for a device. */
    private List<String> folders() {
      String own = name().toLowerCase(Locale.ROOT);
      return this == DIALECT ? List.of("common", own) : List.of("common", "device", own);
    }
  }

  /** Below the project: the SPI and the conformance kit. */
  private static final String REPOSITORY = "repository";

  private static final String ENCODED_DOT = "dot-";

  /**
   * Writes a project.
   *
   * @param home the installation, with {@code template}, {@code lib} and {@code sources}
   * @param program how the user calls GoodFLOPS
   * @throws UserException if the target is not free or cannot be written; nothing was changed then
   */
  static PluginProject write(PluginName name, Kind kind, Path target, Path home, String program) {
    Map<String, String> texts = new TreeMap<>();
    KitRepository kit;
    try {
      kit = kind == Kind.DIALECT ? KitRepository.withBridge(home) : KitRepository.of(home);
      Path template = home.resolve("template");
      Map<String, String> values = values(template.resolve("versions.properties"));
      values.put("goodflops.version", kit.version());
      values.put("program", program);
      values.put("project", Words.quoted(target.toString()));
      values.put("built", built(name, target));
      values.put("prefix", name.word());
      values.put("variable", "GOODFLOPS_" + name.word().toUpperCase(Locale.ROOT) + "_LIBRARIES");
      for (String part : kind.folders()) {
        read(template.resolve(part), name, values, texts);
      }
    } catch (IOException e) {
      throw UserException.environment(
          "The templates in "
              + home
              + " cannot be read ("
              + e
              + "): build or unpack GoodFLOPS again.");
    }
    NewFolder folder =
        NewFolder.fill(
            target,
            place -> {
              for (Map.Entry<String, String> text : texts.entrySet()) {
                place.write(text.getKey(), text.getValue().getBytes(StandardCharsets.UTF_8));
              }
              kit.write(place, REPOSITORY);
            });
    long lines = texts.values().stream().mapToLong(text -> text.lines().count()).sum();
    return new PluginProject(folder.root(), texts.size(), lines);
  }

  /** The plugin that a build leaves, as a word of a command. */
  static String built(PluginName name, Path target) {
    return Words.quoted(target.resolve("target").resolve(name.value()).toString());
  }

  private static Map<String, String> values(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    Map<String, String> values = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return values;
  }

  private static void read(
      Path part, PluginName name, Map<String, String> values, Map<String, String> texts)
      throws IOException {
    try (Stream<Path> files = Files.walk(part)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = part.relativize(file).toString().replace('\\', '/');
        texts.put(
            name.in(path, values).replace(ENCODED_DOT, "."),
            name.in(Files.readString(file), values));
      }
    }
  }
}
