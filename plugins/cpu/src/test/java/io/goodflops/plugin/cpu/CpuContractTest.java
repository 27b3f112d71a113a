package io.goodflops.plugin.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Buffers, lifetimes and descriptions. */
class CpuContractTest {
  private static final TensorSpec FOUR_BYTES = TensorSpec.of(DType.INT8, 4L);

  @Test
  void allDevicesShareTheChipAndSayWhatTheyAre() {
    List<DeviceInfo> devices = TestCpu.devices();
    assertThat(devices)
        .extracting(DeviceInfo::id)
        .containsExactlyElementsOf(
            Topology.ofThisMachine().cores().size() > 1
                ? List.of("cpu:0", "cpu:0/1t", "cpu:0/core1")
                : List.of("cpu:0", "cpu:0/1t"));
    assertThat(devices.get(0).physicalId()).isEqualTo(devices.get(1).physicalId());
    assertThat(devices.get(1).properties()).containsEntry("threads", "1");
    assertThat(devices.get(0).driver()).matches("oneDNN 3\\.\\d+\\.\\d+, OpenBLAS 0\\.\\d+\\.\\d+");
    assertThat(devices.get(0).memoryBytes().orElseThrow()).isGreaterThan(1L << 20);
    assertThat(devices.get(0).peaks()).isEmpty();
  }

  /** What the kernel says of the thread, while the device is open and afterwards. */
  @Test
  void oneCoreDeviceKeepsItsThreadOnItsCore() throws Exception {
    List<Integer> before = allowed();
    for (int i = 1; i < TestCpu.devices().size(); i++) {
      try (Device device = TestCpu.open(i)) {
        String core = TestCpu.devices().get(i).properties().get("cores");
        assertThat(allowed()).as(device.toString()).containsExactly(Integer.valueOf(core));
        AtomicReference<List<Integer>> elsewhere = new AtomicReference<>();
        Thread other =
            new Thread(
                () -> {
                  try {
                    device.compile(new Copy(DType.INT8, 4), Lane.PLAIN).close();
                  } catch (UnsupportedOpException e) {
                    throw new AssertionError(e);
                  }
                  elsewhere.set(allowed());
                });
        other.start();
        other.join();
        assertThat(elsewhere.get()).containsExactly(Integer.valueOf(core));
        device.compile(new Copy(DType.INT8, 4), Lane.PLAIN).close();
      }
      assertThat(allowed()).isEqualTo(before);
    }
  }

  private static List<Integer> allowed() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/thread-self/status"))) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> Topology.cpuList(line.substring(line.indexOf(':') + 1)))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void memoryIsAlignedAndKeepsItsBounds() {
    try (Device device = TestCpu.open(0)) {
      for (long bytes : new long[] {4, 100, 5 << 20}) {
        CpuBuffer buffer = (CpuBuffer) device.allocate(TensorSpec.bytes(bytes));
        assertThat(buffer.address() % 64).isZero();
        buffer.write(bytes - 2, ByteBuffer.wrap(new byte[] {7, 8}));
        ByteBuffer target = ByteBuffer.allocateDirect(1);
        buffer.read(bytes - 1, target);
        assertThat(target.get(0)).isEqualTo((byte) 8);
        for (long offset : new long[] {-1, bytes - 1, bytes, Long.MAX_VALUE}) {
          ByteBuffer two = ByteBuffer.allocate(2);
          assertThatThrownBy(() -> buffer.write(offset, two))
              .isInstanceOf(IndexOutOfBoundsException.class);
          assertThatThrownBy(() -> buffer.read(offset, two))
              .isInstanceOf(IndexOutOfBoundsException.class);
        }
      }
    }
  }

  @Test
  void tooMuchMemoryIsAnAnswerAndNotACrash() {
    try (Device device = TestCpu.open(0)) {
      assertThatThrownBy(() -> device.allocate(TensorSpec.bytes(1L << 59)))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("no memory");
    }
  }

  @Test
  void nothingWorksAfterClose() throws UnsupportedOpException {
    Device device = TestCpu.open(0);
    Buffer x = device.allocate(FOUR_BYTES);
    Buffer y = device.allocate(FOUR_BYTES);
    Queue queue = device.openQueue();
    Kernel kernel = device.compile(new Copy(DType.INT8, 4), Lane.PLAIN);
    Launch launch = kernel.bind(List.of(x), List.of(y), Optional.empty());
    Launch second = kernel.bind(List.of(x), List.of(x), Optional.empty());
    y.close();
    y.close();
    assertThatThrownBy(() -> launch.enqueue(queue)).isInstanceOf(IllegalStateException.class);
    second.close();
    assertThatThrownBy(() -> second.enqueue(queue)).isInstanceOf(IllegalStateException.class);
    device.close();
    device.close();
    ByteBuffer one = ByteBuffer.allocate(1);
    assertThatThrownBy(() -> x.read(0, one)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queue::finish).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> launch.enqueue(queue)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> device.allocate(FOUR_BYTES)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> device.compile(new Copy(DType.INT8, 4), Lane.PLAIN))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> device.telemetry().read()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bindRefusesForeignAndMisshapenBuffers() throws UnsupportedOpException {
    try (Device device = TestCpu.open(0);
        Device other = TestCpu.open(1);
        Kernel kernel = device.compile(new Copy(DType.INT8, 4), Lane.PLAIN)) {
      Buffer x = device.allocate(FOUR_BYTES);
      for (Buffer y :
          List.of(device.allocate(TensorSpec.of(DType.INT8, 5L)), other.allocate(FOUR_BYTES))) {
        assertThatThrownBy(() -> kernel.bind(List.of(x), List.of(y), Optional.empty()))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void devicesOpenAndCloseManyTimes() throws UnsupportedOpException {
    MatMul op = MatMul.of(8, 8, 8, DType.FP32);
    double[] ones = new double[64];
    Arrays.fill(ones, 1);
    for (int i = 0; i < 50; i++) {
      try (Device device = TestCpu.open(i % 2)) {
        assertThat(TestCpu.run(device, Lane.PACKED, op, ones, ones)).containsOnly(8);
      }
    }
  }

  @Test
  void anotherThreadMayDriveIt() throws InterruptedException {
    try (Device device = TestCpu.open(0)) {
      MatMul op = MatMul.of(2, 2, 2, DType.FP32);
      double[] ones = {1, 1, 1, 1};
      AtomicReference<Object> result = new AtomicReference<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  result.set(TestCpu.run(device, Lane.PLAIN, op, ones, ones));
                } catch (UnsupportedOpException e) {
                  result.set(e);
                }
              });
      thread.start();
      thread.join();
      assertThat(result.get()).isEqualTo(new double[] {2, 2, 2, 2});
    }
  }
}
