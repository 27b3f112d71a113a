package io.goodflops.plugin.reference;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Operand;
import java.nio.ByteBuffer;

/** Opens the device and moves doubles in and out of buffers. */
final class TestDevice {
  private TestDevice() {}

  static Device open() {
    ReferencePlugin plugin = new ReferencePlugin();
    return plugin.open(((Discovery.Found) plugin.discover()).devices().get(0));
  }

  static Buffer buffer(Device device, Operand operand, double[] values) {
    Buffer buffer = device.allocate(operand.spec());
    set(buffer, values);
    return buffer;
  }

  static void set(Buffer buffer, double[] values) {
    buffer.write(0, ByteBuffer.wrap(encode(buffer.spec().dtype(), values)));
  }

  static double[] values(Buffer buffer) {
    byte[] bytes = new byte[(int) buffer.spec().bytes()];
    buffer.read(0, ByteBuffer.wrap(bytes));
    return decode(buffer.spec().dtype(), bytes);
  }

  static byte[] encode(DType dtype, double[] values) {
    byte[] bytes = new byte[(int) dtype.bytes(values.length)];
    for (int i = 0; i < values.length; i++) {
      Elements.set(bytes, dtype, i, values[i]);
    }
    return bytes;
  }

  static double[] decode(DType dtype, byte[] bytes) {
    double[] values = new double[bytes.length * 8 / dtype.bits()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.get(bytes, dtype, i);
    }
    return values;
  }
}
