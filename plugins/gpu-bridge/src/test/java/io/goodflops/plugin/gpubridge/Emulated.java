package io.goodflops.plugin.gpubridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * The EMULATED runtime in a folder of its own, with faults of its own, and the dialect that ships,
 * looking nowhere else. File names are none that a real runtime has.
 */
final class Emulated {
  static final List<String> NAMES =
      List.of(
          "libemulated-cudart.so.13",
          "libemulated-cuda.so.1",
          "libemulated-cublas.so.13",
          "libemulated-nvrtc.so.13",
          "libemulated-cudnn.so.9",
          "libemulated-nvidia-ml.so.1",
          "libemulated-cublasLt.so.13");

  private static final Path BUILT = Path.of("target", "emulated", "libcudart.so.13");

  /** Seconds of compiling are spent once, not once a test. */
  private static final Path CACHE = Path.of("target", "emulated", "kernels");

  private static final Path SHIPPED =
      Path.of("../nvidia/src/main/resources/io/goodflops/plugin/nvidia/nvidia.dialect");

  /** The machine's own PCI devices have nothing to do with the emulated ones. */
  private static final Path NOWHERE = Path.of("target", "no-pci-devices");

  private final Path folder;
  private String dialect;

  private Emulated(Path folder, String dialect) {
    this.folder = folder;
    this.dialect = dialect;
  }

  /** In an empty folder, with these lines of faults. */
  static Emulated in(Path folder, String... faults) {
    Assumptions.assumeTrue(Bridge.missing().isEmpty(), () -> Bridge.missing().orElse(""));
    try {
      Path copy = folder.resolve(NAMES.get(0));
      Files.copy(BUILT, copy);
      for (String name : NAMES.subList(1, NAMES.size())) {
        Files.createSymbolicLink(folder.resolve(name), copy.getFileName());
      }
      List<String> lines = new ArrayList<>(List.of(faults));
      lines.add("cache " + Files.createDirectories(CACHE).toAbsolutePath());
      Files.write(folder.resolve("faults"), lines);
      return new Emulated(folder, shipped());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The dialect of CUDA, but for the names and places of its libraries. */
  static String shipped() {
    try {
      return Files.readString(SHIPPED)
          .replaceAll(
              "lib(cudart|cuda|cublas|cublasLt|nvrtc|cudnn|nvidia-ml)\\.so", "libemulated-$1.so")
          .replaceAll("(?m)^places = .*$", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With other words in the dialect, which must be there. */
  Emulated with(String regex, String replacement) {
    String changed = dialect.replaceFirst(regex, replacement);
    if (changed.equals(dialect)) {
      throw new IllegalArgumentException("the dialect has no " + regex);
    }
    dialect = changed;
    return this;
  }

  Emulated without(String file) {
    try {
      Files.delete(folder.resolve(file));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DialectPlugin plugin() {
    return plugin(NOWHERE);
  }

  /** With what the system knows of PCI devices. */
  DialectPlugin plugin(Path pci) {
    return new DialectPlugin("nvidia", "test", dialect, environment(), pci);
  }

  VendorRuntime runtime() {
    try {
      return VendorRuntime.open(DialectFile.parse(dialect), environment(), NOWHERE);
    } catch (VendorRuntime.Missing e) {
      throw new AssertionError(e.getMessage() + e.lookedFor(), e);
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("GOODFLOPS_NVIDIA_LIBRARIES", folder.toAbsolutePath().toString());
    return environment;
  }
}
