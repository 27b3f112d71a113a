package com.example.acme;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The native half: src/main/native/acme.cpp. Its library travels inside the jar, so that the hash
 * of the jar speaks for it too.
 */
final class AcmeDriver {
  /** Where CMake puts it and the jar keeps it. */
  static final String LIBRARY =
      "META-INF/native/%s-%s/%s"
          .formatted(
              System.getProperty("os.name"),
              System.getProperty("os.arch"),
              System.mapLibraryName("acme"));

  private AcmeDriver() {}

  /** Why there is no native half; empty if there is. Loads it at the first call, not earlier. */
  static Optional<String> missing() {
    return Loading.PROBLEM;
  }

  static native String version();

  /** Address of new device memory, aligned to 64 bytes. Throws DeviceException if there is none. */
  static native long allocate(long bytes);

  static native void free(long address);

  /** Copies the first bytes of a direct buffer to the device, wherever its position is. */
  static native void write(long address, ByteBuffer direct, int length);

  /** Copies from the device to the beginning of a direct buffer. */
  static native void read(long address, ByteBuffer direct, int length);

  /** C = A·B in FP32 for each of {@code batch} matrices; A and B may lie transposed. */
  static native void matMul(
      long a,
      long b,
      long c,
      long batch,
      long m,
      long n,
      long k,
      boolean transposeA,
      boolean transposeB);

  /** Initialised at the first call of {@link #missing}. */
  private static final class Loading {
    static final Optional<String> PROBLEM = load();

    private static Optional<String> load() {
      try (InputStream library = AcmeDriver.class.getClassLoader().getResourceAsStream(LIBRARY)) {
        if (library == null) {
          return Optional.of("the plugin has no " + LIBRARY + ": it was built for another system");
        }
        // Only this user may look into it. Once loaded, the file is not needed any more.
        Path folder = Files.createTempDirectory("acme");
        Path file = folder.resolve(System.mapLibraryName("acme"));
        try {
          Files.copy(library, file);
          System.load(file.toString());
        } finally {
          Files.deleteIfExists(file);
          Files.deleteIfExists(folder);
        }
        return Optional.empty();
      } catch (IOException | LinkageError e) {
        return Optional.of("the native library does not load: " + e.getMessage());
      }
    }
  }
}
