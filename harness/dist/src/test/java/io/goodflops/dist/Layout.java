package io.goodflops.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the build put what these tests look at. */
final class Layout {
  private Layout() {}

  /** The source tree. */
  static Path tree() {
    return Path.of(System.getProperty("goodflops.tree"));
  }

  /** The unpacked distribution: bin, lib, plugins, docs. */
  static Path home() {
    return Path.of(System.getProperty("goodflops.layout"));
  }

  /** The distribution as one file. */
  static Path zip() {
    return Path.of(System.getProperty("goodflops.zip"));
  }

  /** Every jar below a folder of the layout, sorted. */
  static List<Path> jars(String folder) {
    try (Stream<Path> files = Files.walk(home().resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a jar was built here. */
  static boolean ours(Path jar) {
    return jar.getFileName().toString().startsWith("goodflops-");
  }
}
