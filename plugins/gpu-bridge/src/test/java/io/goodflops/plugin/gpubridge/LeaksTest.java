package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Mark;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong once, or is done ten thousand times, leaves nothing behind. */
class LeaksTest {
  /** Answered by the emulated runtime alone: how many objects were made and not destroyed. */
  private static final int ALIVE = 1 << 20;

  private static final int CYCLES = 10_000;
  private static final int WARM_UP_CYCLES = 500;

  /** A thread's stack or a stream that was lost each time would be far more. */
  private static final long MOST_BYTES_PER_CYCLE = 2_000;

  /** The object whose destruction fails stays; others must not. */
  private static final Set<Slot> DESTROY =
      EnumSet.of(
          Slot.FREE,
          Slot.FREE_HOST,
          Slot.STREAM_DESTROY,
          Slot.EVENT_DESTROY,
          Slot.GRAPH_DESTROY,
          Slot.GRAPH_EXEC_DESTROY,
          Slot.BLAS_DESTROY,
          Slot.BLASLT_DESTROY,
          Slot.BLASLT_PRODUCT_DESTROY,
          Slot.BLASLT_LAYOUT_DESTROY,
          Slot.BLASLT_PREFERENCE_DESTROY,
          Slot.MODULE_UNLOAD,
          Slot.RTC_DESTROY,
          Slot.DNN_DESTROY,
          Slot.DNN_TENSOR_DESTROY,
          Slot.DNN_FILTER_DESTROY,
          Slot.DNN_CONVOLUTION_DESTROY);

  @TempDir Path folder;

  /** Those that CUDA has: shapes of management libraries differ. */
  static Set<Slot> slots() {
    return DialectFile.parse(Emulated.shipped()).symbols().keySet();
  }

  @ParameterizedTest
  @MethodSource("slots")
  void aCallThatFailsOnceLeavesNothingBehind(Slot slot) throws IOException {
    String symbol = DialectFile.parse(Emulated.shipped()).symbols().get(slot).get(0);
    for (int nth : new int[] {1, 2, 3}) {
      Path mine = Files.createDirectory(folder.resolve("call-" + nth));
      Emulated emulated = Emulated.in(mine, "once " + symbol + " " + nth + " 2");
      Everything.of(emulated.plugin());
      assertThat(alive(emulated))
          .as("after %s failed at its call %d", symbol, nth)
          .isLessThanOrEqualTo(DESTROY.contains(slot) ? 1 : 0);
    }
  }

  @Test
  void whatIsAliveIsCounted() {
    Emulated emulated = Emulated.in(folder);
    VendorRuntime runtime = emulated.runtime();
    long session = Bridge.openSession(runtime.table(), 0);
    long memory = Bridge.allocate(session, 64);
    assertThat(alive(emulated)).isOne();
    Bridge.free(memory);
    assertThat(alive(emulated)).isZero();
    Bridge.closeSession(session);
  }

  @Test
  void tenThousandTimesOpenedAndClosed() throws IOException {
    Emulated emulated = Emulated.in(folder, "memory 1048576");
    DialectPlugin plugin = emulated.plugin();
    DeviceInfo info = ((Discovery.Found) plugin.discover()).devices().get(0);
    cycle(plugin, info, WARM_UP_CYCLES);
    long threads = count("/proc/self/task");
    long files = count("/proc/self/fd");
    System.gc();
    long bytes = residentBytes();
    cycle(plugin, info, CYCLES);
    assertThat(alive(emulated)).isZero();
    // the JVM's own compiler starts and ends threads
    assertThat(count("/proc/self/task")).isLessThan(threads + 10);
    assertThat(count("/proc/self/fd")).isLessThan(files + 10);
    System.gc();
    assertThat(residentBytes() - bytes).isLessThan(CYCLES * MOST_BYTES_PER_CYCLE);
    VendorRuntime runtime = emulated.runtime();
    long session = Bridge.openSession(runtime.table(), 0);
    // numbers of the native side are places, which were used again
    assertThat(session & 0xffffffffL).isLessThan(10_000);
    Bridge.closeSession(session);
  }

  private static void cycle(DialectPlugin plugin, DeviceInfo info, int times) {
    ByteBuffer host = ByteBuffer.allocateDirect(64);
    for (int i = 0; i < times; i++) {
      try (Device device = plugin.open(info);
          Queue queue = device.openQueue()) {
        // half of all memory: what is not given back is missed by the third
        Buffer buffer = device.allocate(TensorSpec.bytes(1 << 19));
        buffer.enqueueWrite(queue, 0, host.duplicate());
        Mark mark = queue.mark();
        queue.finish();
        mark.nanos();
      }
    }
  }

  @Test
  void moreMemoryThanAnyDeviceHasIsRefused() {
    DialectPlugin plugin = Emulated.in(folder).plugin();
    DeviceInfo info = ((Discovery.Found) plugin.discover()).devices().get(0);
    try (Device device = plugin.open(info)) {
      for (long bytes : new long[] {1L << 40, 1L << 58}) {
        assertThatThrownBy(() -> device.allocate(TensorSpec.bytes(bytes)))
            .isInstanceOf(DeviceException.class)
            .hasMessage("cudaMalloc: out of memory (status 2)");
      }
    }
  }

  /** As muBLAS does where its driver lacks something: success, and an error for whoever is next. */
  @Test
  void anErrorThatASuccessLeavesIsForgottenWhereTheDialectSaysSo() throws IOException {
    String residue = "residue cublasGemmStridedBatchedEx 0 801";
    GemmForm form = new GemmForm(DType.FP32, MathMode.STRICT, DType.FP32);
    Path musa = Files.createDirectory(folder.resolve("musa"));
    try (GpuDevice device = new GpuDevice(EmulatedVendor.of("moorethreads", musa, residue), 0)) {
      assertThat(device.check().of(form).compute()).isPresent();
    }
    Path cuda = Files.createDirectory(folder.resolve("cuda"));
    try (GpuDevice device = new GpuDevice(Emulated.in(cuda, residue).runtime(), 0)) {
      assertThat(device.check().of(form).evidence())
          .contains("cudaStreamSynchronize: unrecognized error code (status 801)");
    }
  }

  private static int alive(Emulated emulated) {
    return Bridge.attribute(emulated.runtime().table(), ALIVE, 0);
  }

  private static long count(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files.count();
    }
  }

  private static long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
        .findFirst()
        .orElseThrow();
  }
}
