package io.goodflops.plugin.cpu;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.goodflops.spi.DeviceException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** The native libraries, loaded once in a process. */
final class Natives {
  /** Room for 8192 logical CPUs, as many as Linux can have. */
  private static final int MASK_BYTES = 1024;

  private static Natives loaded;

  private final Function setOmpThreads;
  private final Function alignedAlloc;
  private final Function free;
  private final Function advise;
  private final Function getAffinity;
  private final Function setAffinity;
  private Function setBlasThreads;

  private Natives() throws IOException {
    configure();
    // two class libraries to initialise: that takes time in every process, so both at once
    CompletableFuture<NativeLibrary> libc =
        CompletableFuture.supplyAsync(NativeLibrary::getProcess);
    File glue = new File(Loader.load(dnnl.class));
    // beside it lies the OpenMP runtime that oneDNN was linked with
    NativeLibrary gomp =
        NativeLibrary.getInstance(new File(glue.getParentFile(), "libgomp.so.1").getPath());
    setOmpThreads = gomp.getFunction("omp_set_num_threads");
    alignedAlloc = libc.join().getFunction("aligned_alloc");
    free = libc.join().getFunction("free");
    advise = libc.join().getFunction("madvise");
    getAffinity = libc.join().getFunction("sched_getaffinity");
    setAffinity = libc.join().getFunction("sched_setaffinity");
  }

  /**
   * Loads them.
   *
   * @throws LinkageError if one cannot be loaded here
   */
  static synchronized Natives load() {
    if (loaded == null) {
      try {
        loaded = new Natives();
      } catch (IOException e) {
        throw new UnsatisfiedLinkError("cannot write the cache of native libraries: " + e);
      } catch (CompletionException e) {
        throw new UnsatisfiedLinkError("JNA: " + e.getCause());
      }
    }
    return loaded;
  }

  /** Where native libraries are unpacked to, once for all processes. */
  static Path cache() {
    String given = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (given != null) {
      return Path.of(given);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path home =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return home.resolve("goodflops").resolve("javacpp");
  }

  private static void configure() throws IOException {
    Files.createDirectories(cache());
    setDefault("org.bytedeco.javacpp.cachedir", cache().toString());
    // JavaCPP refuses every allocation once the process is larger than a multiple of the heap
    setDefault("org.bytedeco.javacpp.maxphysicalbytes", "0");
    setDefault("org.bytedeco.javacpp.maxbytes", "0");
    // the temporary folder may forbid executing; where the cache lies it is needed anyway
    setDefault("jna.tmpdir", cache().toString());
    setDefault("jna.nosys", "true");
    // every library is named by its path: without this JNA starts ldconfig to learn where others
    // lie
    setDefault("jna.platform.library.path", cache().toString());
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  /** OpenMP keeps this per calling thread: it holds for what this thread creates and runs. */
  void setOmpThreads(int threads) {
    setOmpThreads.invokeVoid(new Object[] {threads});
  }

  /** Loads OpenBLAS when it is first needed, which is for FP64 only. */
  synchronized void setBlasThreads(int threads) {
    if (setBlasThreads == null) {
      File glue = loadBlas();
      setBlasThreads =
          NativeLibrary.getInstance(
                  new File(glue.getParentFile(), "libopenblas_nolapack.so.0").getPath())
              .getFunction("openblas_set_num_threads");
    }
    setBlasThreads.invokeVoid(new Object[] {threads});
  }

  /**
   * JavaCPP warns on standard error that OpenBLAS was built with an older release of it. That is
   * known (see the pom), and a plugin does not print. What really fails is thrown.
   */
  private static File loadBlas() {
    PrintStream standardError = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      return new File(Loader.load(openblas_nolapack.class));
    } finally {
      System.setErr(standardError);
    }
  }

  /**
   * Keeps the calling thread, and what threads it starts from now on, on one logical CPU.
   *
   * @return where it was allowed to run before, for {@link #allow}
   */
  byte[] keepOn(int cpu) {
    byte[] before = new byte[MASK_BYTES];
    if (getAffinity.invokeInt(new Object[] {0, sizeT(MASK_BYTES), before}) < 0) {
      throw new DeviceException("cannot tell which CPUs this thread may use");
    }
    byte[] one = new byte[MASK_BYTES];
    BitSet cpus = new BitSet();
    cpus.set(cpu);
    byte[] bits = cpus.toByteArray();
    System.arraycopy(bits, 0, one, 0, bits.length);
    if (setAffinity.invokeInt(new Object[] {0, sizeT(MASK_BYTES), one}) != 0) {
      throw new DeviceException("this thread cannot be kept on CPU " + cpu);
    }
    return before;
  }

  /** Lets the calling thread run on these CPUs. */
  void allow(byte[] mask) {
    setAffinity.invokeInt(new Object[] {0, sizeT(MASK_BYTES), mask});
  }

  /** Memory with the given alignment, a power of two; 0 if there is none. */
  long allocate(long bytes, long alignment) {
    long rounded = Math.addExact(bytes, alignment - 1) / alignment * alignment;
    return alignedAlloc.invokeLong(new Object[] {sizeT(alignment), sizeT(rounded)});
  }

  void free(long address) {
    free.invokeVoid(new Object[] {new com.sun.jna.Pointer(address)});
  }

  /** Asks for huge pages; a kernel that has none says no, which does no harm. */
  void adviseHugePages(long address, long bytes) {
    int madvHugepage = 14;
    Object[] arguments = {new com.sun.jna.Pointer(address), sizeT(bytes), madvHugepage};
    advise.invokeInt(arguments);
  }

  private static Object sizeT(long value) {
    return Native.SIZE_T_SIZE == 8 ? (Object) value : (Object) Math.toIntExact(value);
  }
}
