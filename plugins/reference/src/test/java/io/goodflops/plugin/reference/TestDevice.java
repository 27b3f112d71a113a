package io.goodflops.plugin.reference;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Opens the device, moves doubles in and out of buffers and runs ops on them. */
final class TestDevice {
  private TestDevice() {}

  static Device open() {
    ReferencePlugin plugin = new ReferencePlugin();
    return plugin.open(((Discovery.Found) plugin.discover()).devices().get(0));
  }

  /** Runs the op once, on outputs full of junk, and gives what is in them then. */
  static List<double[]> run(Op op, double[]... inputs) throws UnsupportedOpException {
    try (Device device = open()) {
      List<Buffer> in = new ArrayList<>();
      for (int i = 0; i < inputs.length; i++) {
        in.add(buffer(device, op.inputs().get(i), inputs[i]));
      }
      List<Buffer> out = new ArrayList<>();
      for (Operand operand : op.outputs()) {
        Buffer buffer = device.allocate(operand.spec());
        byte[] junk = new byte[(int) operand.spec().bytes()];
        Arrays.fill(junk, (byte) 0xff);
        buffer.write(0, ByteBuffer.wrap(junk));
        out.add(buffer);
      }
      launch(device, op, in, out, 1);
      return out.stream().map(TestDevice::values).toList();
    }
  }

  static void launch(Device device, Op op, List<Buffer> in, List<Buffer> out, int times)
      throws UnsupportedOpException {
    try (Kernel kernel = device.compile(op, Lane.PLAIN);
        Launch launch = kernel.bind(in, out, Optional.empty());
        Queue queue = device.openQueue()) {
      for (int i = 0; i < times; i++) {
        launch.enqueue(queue);
      }
      queue.finish();
    }
  }

  /** Normal numbers that the operand's type holds. */
  static double[] normal(Operand operand, long seed) {
    Random random = new Random(seed);
    double[] values = new double[(int) operand.spec().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.round(operand.spec().dtype(), random.nextGaussian());
    }
    return values;
  }

  /** Small whole numbers: every type holds them and their sums. */
  static double[] integers(Operand operand, int limit, long seed) {
    return new Random(seed)
        .ints(operand.spec().elements(), -limit, limit + 1)
        .asDoubleStream()
        .toArray();
  }

  /** Slopes of Σ above·result along the input {@code which}, by central differences. */
  static double[] slopes(Op op, double[][] inputs, int which, double[] above)
      throws UnsupportedOpException {
    double step = 1e-5;
    double[] x = inputs[which];
    double[] slopes = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double kept = x[i];
      x[i] = kept + step;
      double up = dot(above, run(op, inputs).get(0));
      x[i] = kept - step;
      double down = dot(above, run(op, inputs).get(0));
      x[i] = kept;
      slopes[i] = (up - down) / (2 * step);
    }
    return slopes;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
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
