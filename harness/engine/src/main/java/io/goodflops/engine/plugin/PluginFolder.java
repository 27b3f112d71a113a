package io.goodflops.engine.plugin;

import io.goodflops.result.Manifest;
import io.goodflops.spi.SpiVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * A plugin as the host sees it: files, hashes and manifest attributes, no classes.
 *
 * @param name folder name, or the jar's name without {@code .jar}
 * @param path the folder or jar
 * @param jars sorted by name
 * @param spiVersion from the manifest, empty if there is none
 * @param addModules JDK modules the plugin asks for
 * @param sha256 over the names and contents of all jars
 * @param defect why it cannot be used, one sentence; empty if nothing is wrong so far
 */
public record PluginFolder(
    String name,
    Path path,
    List<Path> jars,
    String spiVersion,
    List<String> addModules,
    String sha256,
    Optional<String> defect) {

  private static final String SERVICE = "META-INF/services/io.goodflops.spi.DevicePlugin";

  public PluginFolder {
    jars = List.copyOf(jars);
    addModules = List.copyOf(addModules);
  }

  /** Looks at a plugin's files. Never fails: what is wrong with it is its {@link #defect}. */
  public static PluginFolder of(Path path) {
    String fileName = path.getFileName().toString();
    String name =
        fileName.endsWith(".jar") ? fileName.substring(0, fileName.length() - 4) : fileName;
    List<Path> jars = new ArrayList<>();
    String sha256 = "";
    try {
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.list(path)) {
          files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
        }
      } else {
        jars.add(path);
      }
      sha256 = hash(jars);
      return inspect(name, path, jars, sha256);
    } catch (IOException e) {
      return new PluginFolder(
          name, path, jars, "", List.of(), sha256, Optional.of(path + " cannot be read: " + e));
    }
  }

  private static PluginFolder inspect(String name, Path path, List<Path> jars, String sha256)
      throws IOException {
    String spiVersion = "";
    List<String> addModules = new ArrayList<>();
    boolean service = false;
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        if (file.getEntry(SERVICE) != null) {
          service = true;
          java.util.jar.Manifest manifest = file.getManifest();
          if (manifest != null) {
            String version = manifest.getMainAttributes().getValue(SpiVersion.MANIFEST_KEY);
            spiVersion = version == null ? "" : version.strip();
            String modules = manifest.getMainAttributes().getValue(SpiVersion.ADD_MODULES_KEY);
            if (modules != null) {
              Stream.of(modules.split(","))
                  .map(String::strip)
                  .filter(module -> module.matches("[A-Za-z][A-Za-z0-9.]*"))
                  .forEach(addModules::add);
            }
          }
        }
      } catch (java.util.zip.ZipException e) {
        return new PluginFolder(
            name,
            path,
            jars,
            "",
            List.of(),
            sha256,
            Optional.of(jar + " is not a jar file (" + e.getMessage() + ")"));
      }
    }
    return new PluginFolder(
        name, path, jars, spiVersion, addModules, sha256, defect(path, jars, service, spiVersion));
  }

  private static Optional<String> defect(
      Path path, List<Path> jars, boolean service, String spiVersion) {
    if (jars.isEmpty()) {
      return Optional.of(path + " holds no jar file");
    }
    if (!service) {
      return Optional.of(
          "no jar in " + path + " has " + SERVICE + ", so there is no plugin to start");
    }
    if (!spiVersion.matches("[0-9]+\\.[0-9]+")) {
      return Optional.of(
          "the manifest does not state "
              + SpiVersion.MANIFEST_KEY
              + "; this GoodFLOPS speaks "
              + SpiVersion.MAJOR
              + "."
              + SpiVersion.MINOR);
    }
    if (!spiVersion.startsWith(SpiVersion.MAJOR + ".")) {
      return Optional.of(
          "the plugin was built for SPI "
              + spiVersion
              + ", this GoodFLOPS speaks "
              + SpiVersion.MAJOR
              + "."
              + SpiVersion.MINOR);
    }
    return Optional.empty();
  }

  private static String hash(List<Path> jars) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Path jar : jars) {
      lines.writeBytes(
          (Manifest.sha256(jar) + "  " + jar.getFileName() + "\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    return Manifest.sha256(lines.toByteArray());
  }
}
