package io.goodflops.cli;

import io.goodflops.result.Manifest;
import io.goodflops.result.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The SPI and the conformance kit, with their sources, as a Maven repository, so that a plugin's
 * build needs nothing of GoodFLOPS from elsewhere.
 *
 * <p>The version ends with a hash of the jars. Maven keeps what it has found once and never looks
 * again: with the plain version a kit of last month would stay in use.
 */
final class KitRepository {
  private static final String GROUP = "io.goodflops";
  private static final int HASH_DIGITS = 12;

  /** Artifacts and what each needs, to be held against the modules' own poms. */
  static final Map<String, List<String>> ARTIFACTS = artifacts();

  /** What drives CUDA-shaped runtimes; needs nothing but the SPI, which a plugin has. */
  static final String BRIDGE = "goodflops-plugin-gpu-bridge";

  private final Path sources;
  private final Map<String, Path> jars;
  private final String version;

  private KitRepository(Path sources, Map<String, Path> jars, String version) {
    this.sources = sources;
    this.jars = jars;
    this.version = version;
  }

  private static Map<String, List<String>> artifacts() {
    Map<String, List<String>> artifacts = new LinkedHashMap<>();
    artifacts.put("goodflops-spi", List.of());
    artifacts.put("goodflops-workload", List.of("goodflops-spi"));
    artifacts.put("goodflops-tck", List.of("goodflops-spi", "goodflops-workload"));
    return artifacts;
  }

  /**
   * Looks for the jars among those that this program runs on.
   *
   * @param home the installation, with {@code lib} and {@code sources}
   */
  static KitRepository of(Path home) throws IOException {
    return of(home, Map.of());
  }

  /**
   * The same, and the GPU bridge, whose jar lies beside each GPU plugin's.
   *
   * @param home the installation, with {@code plugins} as well
   */
  static KitRepository withBridge(Path home) throws IOException {
    return of(home, Map.of(BRIDGE, home.resolve("plugins").resolve("nvidia")));
  }

  private static KitRepository of(Path home, Map<String, Path> more) throws IOException {
    Path lib = home.resolve("lib");
    Map<String, Path> folders = new LinkedHashMap<>();
    ARTIFACTS.keySet().forEach(artifact -> folders.put(artifact, lib));
    folders.putAll(more);
    Map<String, Path> jars = new LinkedHashMap<>();
    StringBuilder contents = new StringBuilder();
    String number = "";
    for (Map.Entry<String, Path> entry : folders.entrySet()) {
      String artifact = entry.getKey();
      Path jar = find(entry.getValue(), artifact);
      if (!Files.isDirectory(home.resolve("sources").resolve(artifact))) {
        throw UserException.environment(
            "There are no sources of "
                + artifact
                + " in "
                + home.resolve("sources")
                + ": build or unpack GoodFLOPS again.");
      }
      String file = jar.getFileName().toString();
      number = file.substring(artifact.length() + 1, file.length() - ".jar".length());
      contents.append(Manifest.sha256(jar)).append(' ').append(artifact).append('\n');
      jars.put(artifact, jar);
    }
    String hash = Manifest.sha256(contents.toString().getBytes(StandardCharsets.UTF_8));
    return new KitRepository(
        home.resolve("sources"), jars, number + "-" + hash.substring(0, HASH_DIGITS));
  }

  /** The version of all artifacts. */
  String version() {
    return version;
  }

  /** Writes it in Maven's layout, checksums included. */
  void write(NewFolder folder, String below) throws IOException {
    for (Map.Entry<String, Path> entry : jars.entrySet()) {
      String artifact = entry.getKey();
      String stem =
          String.join(
              "/", below, GROUP.replace('.', '/'), artifact, version, artifact + "-" + version);
      withChecksum(folder, stem + ".jar", Files.readAllBytes(entry.getValue()));
      withChecksum(folder, stem + "-sources.jar", zipped(sources.resolve(artifact)));
      withChecksum(folder, stem + ".pom", pom(artifact).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** What an IDE shows and steps into. The same files give the same bytes. */
  private static byte[] zipped(Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        ZipEntry entry = new ZipEntry(folder.relativize(file).toString().replace('\\', '/'));
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        Files.copy(file, zip);
      }
    }
    return bytes.toByteArray();
  }

  private static void withChecksum(NewFolder folder, String path, byte[] bytes) throws IOException {
    folder.write(path, bytes);
    folder.write(path + ".sha1", sha1(bytes).getBytes(StandardCharsets.US_ASCII));
  }

  /** Without the parent that the modules have here: it would have to come along. */
  private String pom(String artifact) {
    String dependencies =
        ARTIFACTS.getOrDefault(artifact, List.of()).stream()
            .map(
                needed ->
                    "    <dependency>\n" + coordinates(needed, "      ") + "    </dependency>\n")
            .collect(Collectors.joining());
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
        """
        + coordinates(artifact, "  ")
        + "  <licenses>\n    <license>\n      <name>Apache-2.0</name>\n    </license>\n  </licenses>\n"
        + (dependencies.isEmpty()
            ? ""
            : "  <dependencies>\n" + dependencies + "  </dependencies>\n")
        + "</project>\n";
  }

  private String coordinates(String artifact, String indent) {
    return "<groupId>%s</groupId>\n<artifactId>%s</artifactId>\n<version>%s</version>\n"
        .formatted(GROUP, artifact, version)
        .indent(indent.length());
  }

  private static Path find(Path lib, String artifact) throws IOException {
    Pattern name = Pattern.compile(Pattern.quote(artifact) + "-\\d[\\w.-]*\\.jar");
    if (Files.isDirectory(lib)) {
      try (Stream<Path> files = Files.list(lib)) {
        List<Path> found =
            files.filter(file -> name.matcher(file.getFileName().toString()).matches()).toList();
        if (found.size() == 1) {
          return found.get(0);
        }
      }
    }
    throw UserException.environment(
        "There is no " + artifact + " in " + lib + ": build or unpack GoodFLOPS again.");
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
