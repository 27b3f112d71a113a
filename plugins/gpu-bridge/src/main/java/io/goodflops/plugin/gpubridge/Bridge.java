package io.goodflops.plugin.gpubridge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The native library's functions. Objects of the native side are numbers; one that is closed is
 * answered with IllegalStateException, a range outside of memory with IndexOutOfBoundsException, a
 * status of the vendor's with {@link io.goodflops.spi.DeviceException} and the vendor's text.
 */
final class Bridge {
  static final int SCALAR_FP64 = 0;
  static final int SCALAR_FP32 = 1;
  static final int SCALAR_INT32 = 2;

  private static final String PLATFORM =
      System.getProperty("os.name") + "-" + System.getProperty("os.arch");
  private static final String RESOURCE = "META-INF/native/" + PLATFORM + "/libgoodflops_gpu.so";

  private Bridge() {}

  /** Why there is no native library here; empty if it is loaded. */
  static Optional<String> missing() {
    return Loading.PROBLEM;
  }

  /** What is loaded, for people. */
  static String resource() {
    return RESOURCE + " in the plugin's jar";
  }

  /** Opens a library. The vendor's loader says why it does not. */
  static native long load(String path);

  static native boolean has(long library, String symbol);

  /** Fills slots and numbers, by their names; arrays belong together by their indices. */
  static native long table(
      String[] slots, String[] symbols, long[] libraries, String[] names, int[] numbers);

  static native int deviceCount(long table);

  static native String deviceName(long table, int device);

  /** 0 where the runtime cannot tell. */
  static native long deviceMemory(long table, int device);

  /** Empty where the runtime cannot tell. */
  static native String busId(long table, int device);

  static native int attribute(long table, int which, int device);

  /** As the vendor counts; 0 where the runtime cannot tell. */
  static native int version(long table, boolean driver);

  static native long openSession(long table, int device);

  static native void closeSession(long session);

  static native long allocate(long session, long bytes);

  static native void free(long memory);

  static native long pin(long session, long bytes);

  /** Valid until {@link #unpin}. */
  static native ByteBuffer pinned(long pinned);

  static native void unpin(long pinned);

  static native void write(long memory, long offset, ByteBuffer direct, int position, int length);

  static native void read(long memory, long offset, ByteBuffer direct, int position, int length);

  /** The buffer must stay until the stream has finished. */
  static native void enqueueWrite(
      long stream, long memory, long offset, ByteBuffer direct, int position, int length);

  /** The buffer must stay until the stream has finished. */
  static native void enqueueRead(
      long stream, long memory, long offset, ByteBuffer direct, int position, int length);

  static native void enqueueCopy(long stream, long from, long to, long bytes);

  /**
   * Whether a session's device reaches another's memory; from then on it may. False as well where
   * the runtime has no functions for it.
   */
  static native boolean reachPeer(long session, long other);

  /** From another device's memory, which {@link #reachPeer} allowed. */
  static native void enqueuePeerCopy(long stream, long from, long to, long bytes);

  /** With a BLAS handle of its own, where there is a BLAS. */
  static native long openStream(long session);

  static native void closeStream(long stream);

  /** As the vendor counts; 0 where there is no BLAS or it cannot tell. */
  static native int blasVersion(long stream);

  static native void finish(long stream);

  static native long recordEvent(long stream);

  static native void waitForEvent(long stream, long event);

  /** Waits for the second one. */
  static native long elapsedNanos(long from, long to);

  static native void closeEvent(long event);

  /**
   * Column-major and dense: C (m × n) = op(A) · op(B), {@code batch} times, one matrix after the
   * other. {@code opA} is what the vendor calls normal or transposed, {@code turnedA} what it
   * means.
   *
   * @param offsetA in bytes, where A begins in its memory
   * @param sameB whether there is one B for all of the batch
   */
  static native long openGemm(
      long session,
      int opA,
      boolean turnedA,
      int opB,
      boolean turnedB,
      int m,
      int n,
      int k,
      int batch,
      long a,
      long offsetA,
      int typeA,
      int bytesA,
      long b,
      long offsetB,
      boolean sameB,
      int typeB,
      int bytesB,
      long c,
      long offsetC,
      int typeC,
      int bytesC,
      int compute,
      int algorithm,
      int scalar);

  static native void enqueueGemm(long stream, long gemm);

  static native void closeGemm(long gemm);

  /** Compiles kernels for a device; what the compiler says of a mistake is in the exception. */
  static native byte[] compile(
      long table, int device, String source, String name, String[] options);

  static native long openModule(long session, byte[] code);

  static native void closeModule(long module);

  /**
   * A kernel with what it reads and writes, as the kernels' one argument has it.
   *
   * @param memories at most 10
   * @param offsets in bytes, from where on each of them is used
   * @param bytes how many each of them must hold from there on
   * @param numbers at most 16; fractions are the bits of a double
   */
  static native long openLaunch(
      long module,
      String kernel,
      int grid,
      int block,
      long[] memories,
      long[] offsets,
      long[] bytes,
      long[] numbers);

  static native void enqueueLaunch(long stream, long launch);

  static native void closeLaunch(long launch);

  /** From now on the stream records what is enqueued and runs none of it. */
  static native void beginCapture(long stream);

  /** What was recorded, as a graph. */
  static native long endCapture(long stream);

  /** Does what was recorded; memory that it uses must not be freed by then. */
  static native void enqueueGraph(long stream, long graph);

  static native void closeGraph(long graph);

  /**
   * A pass of a convolution through the vendor's library, with the fastest algorithm that it names
   * among those allowed.
   *
   * @param pass 0 forward, 1 gradient of data, 2 of weights
   * @param sizes batch, channels in and out, height, width, both of the result, of the window, both
   *     strides, both paddings
   * @param maths math types, the wanted one first; an algorithm of another is not taken
   */
  static native long openConvolution(
      long session,
      int pass,
      int[] sizes,
      int type,
      int sums,
      int bytes,
      boolean wide,
      int format,
      int mode,
      int[] maths,
      int[] algorithms);

  /**
   * A pass of a convolution through a library that names solutions, with the fastest of an
   * algorithm among those allowed; it is compiled now.
   *
   * @param sizes as in {@link #openConvolution}
   * @param attributes number, value, and 1 where the library must know it, of each
   */
  static native long openSolution(
      long session,
      int pass,
      int[] sizes,
      int type,
      int bytes,
      int mode,
      int[] attributes,
      int[] algorithms);

  /** Which solution it is, of those made by {@link #openSolution}. */
  static native long convolutionSolution(long convolution);

  static native long convolutionWorkspace(long convolution);

  static native int convolutionAlgorithm(long convolution);

  /**
   * Places are memories with offsets in bytes: image, filter, result, and the workspace if there is
   * one.
   */
  static native void enqueueConvolution(long stream, long convolution, long[] places);

  static native void closeConvolution(long convolution);

  /**
   * A product through a BLAS of descriptors, with the first algorithm that it names. Column-major
   * and dense: C (m × n) = Aᵀ · B of A (k × m) and B (k × n), {@code batch} times, one matrix after
   * the other.
   *
   * @param bytesC of an element of C, as {@code bytes} of A and B
   * @param mostWorkspace that the algorithm may take
   * @param given the vendor's numbers: types of A and B, of C, to calculate in, of the factors;
   *     what it calls normal and transposed; attributes that say so of A and of B, of a batch's
   *     count and stride, of the workspace; bytes of an algorithm; where there is one, the
   *     attribute of sums that are faster and worse
   */
  static native long openProduct(
      long session,
      long m,
      long n,
      long k,
      int batch,
      int bytes,
      int bytesC,
      long mostWorkspace,
      int[] given);

  static native long productWorkspace(long product);

  /** Places are memories with offsets in bytes: A, B, C, and the workspace if there is one. */
  static native void enqueueProduct(long stream, long product, long[] places);

  static native void closeProduct(long product);

  /**
   * Finds a device in the management library, by its PCI bus id.
   *
   * @param device by which finding of a dialect it is found
   * @param errors how a status becomes a text: {@code text} or {@code text-out}
   * @param slots sensors that will be read
   * @param shapes of each slot's function
   * @param arguments two for each slot; what its shape has no use for is ignored
   */
  static native long openSensors(
      long table,
      String device,
      String errors,
      String bus,
      String[] slots,
      String[] shapes,
      int[] arguments);

  /** What a sensor says, as the vendor counts. */
  static native double readSensor(long sensors, int index);

  static native void closeSensors(long sensors);

  /** Initialised at the first call of {@link #missing}. */
  private static final class Loading {
    static final Optional<String> PROBLEM = load();

    private static Optional<String> load() {
      if (!PLATFORM.startsWith("Linux-")) {
        return Optional.of("GPU runtimes are driven on Linux only, this is " + PLATFORM);
      }
      try (InputStream library = Bridge.class.getClassLoader().getResourceAsStream(RESOURCE)) {
        if (library == null) {
          return Optional.of(
              "the plugin was built without its native library for "
                  + PLATFORM
                  + ": install cmake, make and g++ and build GoodFLOPS again");
        }
        // Only this user may look into it. Once loaded, the file is not needed any more.
        Path folder = Files.createTempDirectory("goodflops-gpu");
        Path file = folder.resolve("libgoodflops_gpu.so");
        try {
          Files.copy(library, file);
          System.load(file.toString());
        } finally {
          Files.deleteIfExists(file);
          Files.deleteIfExists(folder);
        }
        return Optional.empty();
      } catch (IOException | LinkageError e) {
        return Optional.of("the plugin's native library does not load: " + e.getMessage());
      }
    }
  }
}
