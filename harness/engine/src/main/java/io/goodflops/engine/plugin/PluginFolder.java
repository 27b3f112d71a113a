package io.goodflops.engine.plugin;

import io.goodflops.result.Manifest;
import io.goodflops.spi.SpiVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plugin as the host sees it: files, hashes and manifest attributes, no classes.
 *
 * @param name folder name, or the jar's name without {@code .jar}
 * @param path the folder or jar
 * @param jars sorted by name
 * @param spiVersion from the manifest, empty if there is none
 * @param addModules JDK modules the plugin asks for
 * @param environment names, some with values, or beginnings of names with {@code *}, of environment
 *     variables the plugin asks for
 * @param sha256 over the names and contents of all files
 * @param seal tells whether the files are still those of the hash
 * @param defect why it cannot be used, one sentence; empty if nothing is wrong so far
 */
public record PluginFolder(
    String name,
    Path path,
    List<Path> jars,
    String spiVersion,
    List<String> addModules,
    List<String> environment,
    String sha256,
    FileSeal seal,
    Optional<String> defect) {

  private static final String SERVICE = "META-INF/services/io.goodflops.spi.DevicePlugin";
  private static final String VARIABLES =
      "[A-Za-z_][A-Za-z0-9_]*(=[A-Za-z0-9_.:/+-]{1,256})?|[A-Za-z][A-Za-z0-9_]+_\\*";

  public PluginFolder {
    jars = List.copyOf(jars);
    addModules = List.copyOf(addModules);
    environment = List.copyOf(environment);
  }

  /** Looks at a plugin's files. Never fails: what is wrong with it is its {@link #defect}. */
  public static PluginFolder of(Path path) {
    List<Path> jars = new ArrayList<>();
    String sha256 = "";
    FileSeal seal = FileSeal.none(path);
    Claims claims = new Claims();
    Optional<String> defect;
    try {
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.list(path)) {
          files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
        }
      } else {
        jars.add(path);
      }
      seal = FileSeal.of(path);
      sha256 = hash(path, seal);
      defect = claims.read(path, jars).or(() -> defect(path, jars, claims));
    } catch (IOException e) {
      defect = Optional.of(path + " cannot be read: " + e);
    }
    return new PluginFolder(
        nameOf(path),
        path,
        jars,
        claims.spiVersion,
        claims.addModules,
        claims.environment,
        sha256,
        seal,
        defect);
  }

  /** What a plugin at this place is called. */
  static String nameOf(Path path) {
    String file = path.getFileName().toString();
    return file.endsWith(".jar") ? file.substring(0, file.length() - 4) : file;
  }

  /** What the manifests say. */
  private static final class Claims {
    private final List<String> addModules = new ArrayList<>();
    private final List<String> environment = new ArrayList<>();
    private boolean service;
    private String spiVersion = "";

    /** Reads every jar's manifest; says which one is bad. */
    Optional<String> read(Path plugin, List<Path> jars) throws IOException {
      for (Path jar : jars) {
        try (JarFile file = new JarFile(jar.toFile())) {
          Attributes attributes =
              file.getManifest() == null
                  ? new Attributes()
                  : file.getManifest().getMainAttributes();
          Optional<String> outside =
              outside(plugin, jar, attributes.getValue(Attributes.Name.CLASS_PATH));
          if (outside.isPresent()) {
            return outside;
          }
          if (file.getEntry(SERVICE) != null) {
            service = true;
            spiVersion =
                Optional.ofNullable(attributes.getValue(SpiVersion.MANIFEST_KEY))
                    .orElse("")
                    .strip();
            words(attributes.getValue(SpiVersion.ADD_MODULES_KEY), ",")
                .filter(module -> module.matches("[A-Za-z][A-Za-z0-9.]*"))
                .forEach(addModules::add);
            words(attributes.getValue(SpiVersion.ENVIRONMENT_KEY), "[,\\s]+")
                .forEach(environment::add);
          }
        } catch (java.util.zip.ZipException e) {
          return Optional.of(jar + " is not a jar file (" + e.getMessage() + ")");
        }
      }
      return Optional.empty();
    }

    /** The class loader follows this attribute, but only what lies in the plugin was hashed. */
    private static Optional<String> outside(Path plugin, Path jar, String classPath) {
      for (String entry : words(classPath, "\\s+").toList()) {
        boolean inside;
        try {
          inside =
              Files.isDirectory(plugin)
                  && entry.matches("[A-Za-z0-9._/+-]+")
                  && jar.resolveSibling(entry).normalize().startsWith(plugin.normalize());
        } catch (InvalidPathException e) {
          inside = false;
        }
        if (!inside) {
          return Optional.of(
              "the manifest of "
                  + jar.getFileName()
                  + " leads to '"
                  + entry
                  + "' (Class-Path), which is not inside "
                  + (Files.isDirectory(plugin) ? "the plugin's folder" : "the jar")
                  + "; put it into a folder with the plugin");
        }
      }
      return Optional.empty();
    }

    private static Stream<String> words(String text, String separator) {
      return text == null
          ? Stream.empty()
          : Stream.of(text.split(separator)).map(String::strip).filter(word -> !word.isEmpty());
    }
  }

  private static Optional<String> defect(Path path, List<Path> jars, Claims claims) {
    if (jars.isEmpty()) {
      return Optional.of(path + " holds no jar file");
    }
    if (!claims.service) {
      return Optional.of(
          "no jar in " + path + " has " + SERVICE + ", so there is no plugin to start");
    }
    if (!claims.spiVersion.matches("[0-9]+\\.[0-9]+")) {
      return Optional.of(
          "the manifest does not state "
              + SpiVersion.MANIFEST_KEY
              + "; this GoodFLOPS "
              + speaks());
    }
    if (!claims.spiVersion.startsWith(SpiVersion.MAJOR + ".")) {
      return Optional.of(
          "the plugin was built for SPI " + claims.spiVersion + ", this GoodFLOPS " + speaks());
    }
    return claims.environment.stream()
        .filter(name -> !name.matches(VARIABLES))
        .findFirst()
        .map(
            name ->
                "the manifest's "
                    + SpiVersion.ENVIRONMENT_KEY
                    + " has '"
                    + name
                    + "', which is neither the name of a variable, alone or with a value as in"
                    + " ACME_MODE=fast, nor the beginning of one, as in ACME_*");
  }

  private static String speaks() {
    return "speaks " + SpiVersion.MAJOR + "." + SpiVersion.MINOR;
  }

  private static String hash(Path path, FileSeal seal) throws IOException {
    Path folder = Files.isDirectory(path) ? path : path.resolveSibling("");
    try {
      // a plugin may bring a hundred megabytes of libraries, and each run hashes them
      String lines =
          seal.files().parallelStream()
              .map(file -> line(folder, file))
              .collect(Collectors.joining());
      return Manifest.sha256(lines.getBytes(StandardCharsets.UTF_8));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String line(Path folder, Path file) {
    String name = folder.relativize(file).toString().replace(java.io.File.separatorChar, '/');
    try {
      return Manifest.sha256(file) + "  " + name + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
