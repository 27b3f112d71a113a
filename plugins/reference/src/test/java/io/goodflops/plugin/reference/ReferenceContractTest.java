package io.goodflops.plugin.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Telemetry;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What the SPI's contract says beside the arithmetic. */
class ReferenceContractTest {
  private static final TensorSpec FOUR_BYTES = TensorSpec.of(DType.INT8, 4L);

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(DevicePlugin.class))
        .singleElement()
        .isInstanceOf(ReferencePlugin.class);
  }

  @Test
  void buffersMoveBytesAndKeepTheirBounds() {
    try (Device device = TestDevice.open()) {
      Buffer buffer = device.allocate(FOUR_BYTES);
      buffer.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
      buffer.write(2, ByteBuffer.wrap(new byte[] {9}));
      ByteBuffer target = ByteBuffer.allocateDirect(3);
      buffer.read(1, target);
      assertThat(target.hasRemaining()).isFalse();
      assertThat(new byte[] {target.get(0), target.get(1), target.get(2)}).containsExactly(2, 9, 4);
      for (long offset : new long[] {-1, 3, 4, Long.MAX_VALUE}) {
        assertThatThrownBy(() -> buffer.write(offset, ByteBuffer.allocate(2)))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.read(offset, ByteBuffer.allocate(2)))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Test
  void nothingWorksAfterClose() throws UnsupportedOpException {
    Device device = TestDevice.open();
    Buffer x = device.allocate(FOUR_BYTES);
    Buffer y = device.allocate(FOUR_BYTES);
    Queue queue = device.openQueue();
    Kernel kernel = device.compile(new Copy(DType.INT8, 4), Lane.PLAIN);
    Launch launch = kernel.bind(List.of(x), List.of(y), Optional.empty());
    y.close();
    assertThatThrownBy(() -> launch.enqueue(queue)).isInstanceOf(IllegalStateException.class);
    device.close();
    device.close();
    ByteBuffer bytes = ByteBuffer.allocate(1);
    assertThatThrownBy(() -> x.read(0, bytes)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queue::finish).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> device.allocate(FOUR_BYTES)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(device::openQueue).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> device.compile(new Copy(DType.INT8, 4), Lane.PLAIN))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bindRefusesForeignAndMisshapenBuffers() throws UnsupportedOpException {
    try (Device device = TestDevice.open();
        Device other = TestDevice.open();
        Kernel kernel = device.compile(new Copy(DType.INT8, 4), Lane.PLAIN)) {
      Buffer x = device.allocate(FOUR_BYTES);
      Buffer longer = device.allocate(TensorSpec.of(DType.INT8, 5L));
      Buffer foreign = other.allocate(FOUR_BYTES);
      for (Buffer y : List.of(longer, foreign)) {
        assertThatThrownBy(() -> kernel.bind(List.of(x), List.of(y), Optional.empty()))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> kernel.bind(List.of(x), List.of(), Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void marksNeverDecreaseAndSensorsAreAbsent() {
    try (Device device = TestDevice.open();
        Queue queue = device.openQueue();
        Queue second = device.openQueue()) {
      Mark first = queue.mark();
      second.waitFor(first);
      assertThat(second.mark().nanos()).isGreaterThanOrEqualTo(first.nanos());
      assertThat(device.telemetry().read()).isEqualTo(Telemetry.Reading.EMPTY);
    }
  }

  @Test
  void opensOnlyWhatItDiscoveredAndNoMoreThanItCanHold() {
    assertThatThrownBy(
            () -> new ReferencePlugin().open(DeviceInfo.builder("gpu:7", "x", "y").build()))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("gpu:7");
    try (Device device = TestDevice.open()) {
      assertThatThrownBy(() -> device.allocate(TensorSpec.bytes(1L << 31)))
          .isInstanceOf(DeviceException.class);
    }
  }
}
