package com.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Queue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of your own go here: what is yours alone, and what should not wait for the whole kit. */
class AcmeDeviceTest {
  private static final int SIZE = 256;

  /** The driver is loaded by whoever looks for devices. */
  private static AcmeDevice open() {
    AcmePlugin plugin = new AcmePlugin();
    Discovery found = plugin.discover();
    assumeTrue(found instanceof Discovery.Found, () -> "no device: " + found);
    return (AcmeDevice) plugin.open(((Discovery.Found) found).devices().get(0));
  }

  private static ByteBuffer matrix(float element) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE * SIZE * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat(element);
    }
    return bytes.flip();
  }

  @Test
  void enqueuedWriteDoesNotOvertakeLaunches() throws Exception {
    MatMul op = MatMul.of(SIZE, SIZE, SIZE, DType.FP32);
    try (Device device = open();
        Queue queue = device.openQueue();
        Buffer a = device.allocate(op.inputs().get(0).spec());
        Buffer b = device.allocate(op.inputs().get(1).spec());
        Buffer c = device.allocate(op.outputs().get(0).spec());
        Kernel kernel = device.compile(op, Lane.PLAIN);
        Launch launch = kernel.bind(List.of(a, b), List.of(c), Optional.empty())) {
      a.write(0, matrix(1));
      b.write(0, matrix(1));
      launch.enqueue(queue);
      b.enqueueWrite(queue, 0, matrix(2));
      queue.finish();
      ByteBuffer result = matrix(0);
      c.read(0, result);
      result.flip();
      while (result.hasRemaining()) {
        assertEquals(SIZE, result.getFloat());
      }
    }
  }

  @Test
  void closesEverythingWhateverGoesWrong() {
    AcmeDevice device = open();
    List<String> closed = new ArrayList<>();
    device.opened(() -> closed.add("oldest"));
    device.opened(() -> fails("first"));
    device.opened(() -> fails("second"));
    Queue queue = device.openQueue();
    DeviceException failure = assertThrows(DeviceException.class, device::close);
    assertEquals("second", failure.getCause().getMessage());
    assertEquals("first", failure.getSuppressed()[0].getMessage());
    assertEquals(List.of("oldest"), closed);
    assertThrows(IllegalStateException.class, queue::finish);
  }

  private static void fails(String what) {
    throw new IllegalStateException(what);
  }
}
