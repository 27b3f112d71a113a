package io.goodflops.plugin.gpubridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The EMULATED runtime of any vendor in a folder of its own, and the dialect that ships. */
final class EmulatedVendor {
  private static final Path CACHE = Path.of("target", "emulated", "kernels");
  private static final Path NOWHERE = Path.of("target", "no-pci-devices");

  private EmulatedVendor() {}

  /** Every dialect file of this tree. */
  static List<Path> dialects() {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      return files
          .filter(file -> file.toString().endsWith(".dialect"))
          .filter(file -> file.toString().contains("src/main/resources"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In an empty folder, with these lines of faults; it looks there before anywhere else. */
  static VendorRuntime of(String name, Path folder, String... faults) {
    return of(name, UnaryOperator.identity(), folder, faults);
  }

  /** With other words in the dialect. */
  static VendorRuntime of(String name, UnaryOperator<String> edit, Path folder, String... faults) {
    prepare(name, folder, faults);
    return open(DialectFile.parse(edit.apply(text(name))), folder);
  }

  /** Once more what lies in a folder: the same library, with all that was made in it. */
  static VendorRuntime open(Dialect dialect, Path folder) {
    try {
      return VendorRuntime.open(dialect, environment(dialect, folder), NOWHERE);
    } catch (VendorRuntime.Missing e) {
      throw new AssertionError(e.getMessage() + e.lookedFor(), e);
    }
  }

  /** The plugin, of another dialect where it is edited. */
  static DialectPlugin plugin(
      String name, UnaryOperator<String> edit, Path folder, String... faults) {
    prepare(name, folder, faults);
    return new DialectPlugin(
        name,
        "test",
        edit.apply(text(name)),
        environment(DialectFile.parse(text(name)), folder),
        NOWHERE);
  }

  /** The text of a dialect. */
  static String text(String name) {
    return dialects().stream()
        .map(EmulatedVendor::text)
        .filter(text -> DialectFile.parse(text).name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> environment(Dialect dialect, Path folder) {
    return Map.of(dialect.search().configured(), folder.toAbsolutePath().toString());
  }

  private static void prepare(String name, Path folder, String... faults) {
    Assumptions.assumeTrue(Bridge.missing().isEmpty(), () -> Bridge.missing().orElse(""));
    Path built = Path.of("target", "emulated").resolve(name.equals("nvidia") ? "" : name);
    try (Stream<Path> files = Files.list(built)) {
      for (Path file : files.filter(one -> !Files.isDirectory(one)).toList()) {
        // links stay links: one library plays several
        Files.copy(file, folder.resolve(file.getFileName()), LinkOption.NOFOLLOW_LINKS);
      }
      if (name.equals("nvidia")) {
        Files.createSymbolicLink(folder.resolve("libcudnn.so.9"), Path.of("libcudart.so.13"));
      }
      Files.writeString(
          folder.resolve("faults"),
          String.join("\n", faults)
              + "\ncache "
              + Files.createDirectories(CACHE).toAbsolutePath()
              + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
