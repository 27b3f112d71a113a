package io.goodflops.engine.plugin;

import io.goodflops.result.FileTrouble;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The plugins of an installation. */
public final class PluginFolders {
  private PluginFolders() {}

  /**
   * Lists plugins by name.
   *
   * @param directory the installation's {@code plugins} folder
   * @param selected names, or paths of jars and folders elsewhere; empty: all of {@code directory}
   * @throws UserException if a selected plugin does not exist, or two have one name
   */
  public static List<PluginFolder> scan(Path directory, List<String> selected) {
    List<Path> installed = installed(directory);
    Set<Path> paths =
        selected.isEmpty()
            ? new LinkedHashSet<>(installed)
            : selected.stream()
                .map(wanted -> find(wanted, installed))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, Path> named = new HashMap<>();
    for (Path path : paths) {
      Path other = named.putIfAbsent(PluginFolder.nameOf(path), path);
      if (other != null) {
        throw UserException.usage(
            "Two plugins are called '"
                + PluginFolder.nameOf(path)
                + "': "
                + other
                + " and "
                + path
                + "; records go by the name, so rename one or take it away.");
      }
    }
    return paths.stream().map(PluginFolder::of).toList();
  }

  /**
   * The hashes of the only plugins that may be started.
   *
   * @param trusted file with one SHA-256 a line; what follows a blank or # is a comment
   */
  public static Set<String> trusted(Path trusted) {
    try {
      Set<String> hashes = new HashSet<>();
      for (String line : Files.readAllLines(trusted)) {
        String hash = line.replaceFirst("#.*", "").strip().split("\\s", 2)[0];
        if (hash.isEmpty()) {
          continue;
        }
        if (!hash.matches("[0-9a-fA-F]{64}")) {
          throw UserException.usage(
              trusted + " has a line that does not start with a SHA-256: '" + line + "'.");
        }
        hashes.add(hash.toLowerCase(java.util.Locale.ROOT));
      }
      return hashes;
    } catch (NoSuchFileException e) {
      throw UserException.usage("The trust file " + trusted + " does not exist.");
    } catch (IOException e) {
      throw UserException.usage(
          "The trust file " + trusted + " cannot be read: " + FileTrouble.reason(e) + ".");
    }
  }

  /** Names of the plugins of an installation. */
  public static List<String> names(Path directory) {
    return installed(directory).stream().map(PluginFolder::nameOf).toList();
  }

  private static List<Path> installed(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> Files.isDirectory(file) || file.toString().endsWith(".jar"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw UserException.environment(
          "The plugin folder " + directory + " cannot be read: " + FileTrouble.reason(e) + ".");
    }
  }

  private static Path find(String wanted, List<Path> installed) {
    for (Path path : installed) {
      if (PluginFolder.nameOf(path).equals(wanted)) {
        return path;
      }
    }
    Path elsewhere = Path.of(wanted);
    if (wanted.contains("/") || wanted.endsWith(".jar")) {
      if (Files.exists(elsewhere)) {
        return elsewhere.toAbsolutePath().normalize();
      }
      throw UserException.usage("The plugin " + wanted + " does not exist.");
    }
    throw UserException.usage(
        "There is no plugin '"
            + wanted
            + "'; there are: "
            + installed.stream()
                .map(path -> path.getFileName().toString())
                .collect(Collectors.joining(", "))
            + ". A path to a jar or folder works too.");
  }
}
