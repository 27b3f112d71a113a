package com.example.acme;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The native half: src/main/native/acme.cpp. Its library travels inside the jar, so that the hash
 * of the jar speaks for it too.
 *
 * <p>Driver: the C++ side has a place for each call. Calls that fail throw a DeviceException with
 * the driver's own text.
 */
final class AcmeDriver {
  static final String MODEL = "host, native code";

  /** Where CMake puts it and the jar keeps it. */
  static final String LIBRARY =
      "META-INF/native/%s-%s/%s"
          .formatted(
              System.getProperty("os.name"),
              System.getProperty("os.arch"),
              System.mapLibraryName("acme"));

  /**
   * What {@link #missing} tried, in order: shown where the device is absent.
   *
   * <p>Driver: its own library's name goes here too.
   */
  static final List<String> LOOKED_FOR = List.of(LIBRARY);

  /** Of one buffer: what the device has is found out by allocating. */
  static final long MOST_BYTES = Long.MAX_VALUE;

  /** Smallest step of the clock; finer than it really is would be a lie (rule T4). */
  static final long CLOCK_STEP_NANOS = 1;

  private AcmeDriver() {}

  /**
   * Why there is no native half; empty if there is. Loads it at the first call, not earlier.
   *
   * <p>Driver: ask the native half whether dlopen found the driver's own library.
   */
  static Optional<String> missing() {
    return Loading.PROBLEM;
  }

  static native String version();

  /** Now, on the clock that events are read from. */
  static native long clockNanos();

  /** Address of new device memory, aligned to 64 bytes. */
  static native long allocate(long bytes);

  /** Frees it once no enqueued work is left that could use it. */
  static native void free(long address);

  /** Copies the first bytes of a direct buffer to the device, wherever its position is. */
  static native void write(long address, ByteBuffer direct, int length);

  /** Copies from the device to the beginning of a direct buffer. */
  static native void read(long address, ByteBuffer direct, int length);

  static native long createQueue();

  static native void destroyQueue(long queue);

  /** Waits for all that was enqueued, and tells what went wrong since the last time. */
  static native void finish(long queue);

  /** The buffer must stay as it is until the queue has finished. */
  static native void enqueueWrite(long queue, long address, ByteBuffer direct, int length);

  /** The buffer is filled when the queue has finished. */
  static native void enqueueRead(long queue, long address, ByteBuffer direct, int length);

  /** An event, reached when all that was enqueued before it is done. */
  static native long recordEvent(long queue);

  /** What is enqueued from now on starts when the event is reached. */
  static native void waitForEvent(long queue, long event);

  /** When it was reached; waits for that. */
  static native long eventNanos(long event);

  static native void destroyEvent(long event);

  /** C = A·B in FP32 for each of {@code batch} matrices; A and B may lie transposed. */
  static native void matMul(
      long queue,
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
