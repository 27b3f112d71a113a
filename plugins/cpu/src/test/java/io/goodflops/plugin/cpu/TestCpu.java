package io.goodflops.plugin.cpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Opens devices and runs ops on whole numbers, which every type holds exactly. */
final class TestCpu {
  private TestCpu() {}

  /** All devices, or a skipped test that says why there are none. */
  static List<DeviceInfo> devices() {
    Discovery discovery = new CpuPlugin().discover();
    assumeTrue(discovery instanceof Discovery.Found, () -> "no CPU device here: " + discovery);
    return ((Discovery.Found) discovery).devices();
  }

  static Device open(int index) {
    return new CpuPlugin().open(devices().get(index));
  }

  /** Runs it twice into a poisoned output, so that no sum is carried over. */
  static double[] run(Device device, Lane lane, Op op, double[]... values)
      throws UnsupportedOpException {
    List<byte[]> inputs = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      inputs.add(encode(op.inputs().get(i).spec().dtype(), values[i]));
    }
    return decode(op.outputs().get(0).spec().dtype(), runBytes(device, lane, op, inputs));
  }

  static byte[] runBytes(Device device, Lane lane, Op op, List<byte[]> values)
      throws UnsupportedOpException {
    List<Buffer> inputs = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Buffer buffer = device.allocate(op.inputs().get(i).spec());
      buffer.write(0, ByteBuffer.wrap(values.get(i)));
      inputs.add(buffer);
    }
    TensorSpec spec = op.outputs().get(0).spec();
    byte[] result = new byte[(int) spec.bytes()];
    Arrays.fill(result, (byte) 0xff);
    try (Buffer output = device.allocate(spec);
        Kernel kernel = device.compile(op, lane);
        Queue queue = device.openQueue()) {
      output.write(0, ByteBuffer.wrap(result));
      Optional<Buffer> workspace = workspace(device, kernel);
      try (Launch launch = kernel.bind(inputs, List.of(output), workspace)) {
        launch.enqueue(queue);
        launch.enqueue(queue);
        queue.finish();
      }
      workspace.ifPresent(Buffer::close);
      output.read(0, ByteBuffer.wrap(result));
    }
    inputs.forEach(Buffer::close);
    return result;
  }

  /** Filled with something, since a library must not read what it has not written there. */
  private static Optional<Buffer> workspace(Device device, Kernel kernel) {
    if (kernel.workspaceBytes() == 0) {
      return Optional.empty();
    }
    Buffer workspace = device.allocate(TensorSpec.bytes(kernel.workspaceBytes()));
    byte[] garbage = new byte[(int) kernel.workspaceBytes()];
    Arrays.fill(garbage, (byte) 0x55);
    workspace.write(0, ByteBuffer.wrap(garbage));
    return Optional.of(workspace);
  }

  static double[] integers(Operand operand, int limit, long seed) {
    return new Random(seed)
        .ints(operand.spec().elements(), -limit, limit + 1)
        .asDoubleStream()
        .toArray();
  }

  static byte[] encode(DType dtype, double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate((int) dtype.bytes(values.length)).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (dtype) {
        case FP64 -> bytes.putDouble(value);
        case FP32 -> bytes.putFloat((float) value);
        case BF16 -> bytes.putShort((short) (Float.floatToIntBits((float) value) >>> 16));
        case FP16 -> bytes.putShort(half((int) value));
        case INT32 -> bytes.putInt((int) value);
        case INT8 -> bytes.put((byte) value);
        case FP8_E4M3, FP8_E5M2 -> throw new IllegalArgumentException("no numbers of " + dtype);
      }
    }
    return bytes.array();
  }

  static double[] decode(DType dtype, byte[] array) {
    ByteBuffer bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[array.length * 8 / dtype.bits()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (dtype) {
            case FP64 -> bytes.getDouble();
            case FP32 -> bytes.getFloat();
            case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
            case FP16 -> fromHalf(bytes.getShort());
            case INT32 -> bytes.getInt();
            case INT8 -> bytes.get();
            case FP8_E4M3, FP8_E5M2 -> throw new IllegalArgumentException("no numbers of " + dtype);
          };
    }
    return values;
  }

  /** FP16 of a whole number below 2048. */
  private static short half(int value) {
    if (value == 0) {
      return 0;
    }
    int magnitude = Math.abs(value);
    int exponent = 31 - Integer.numberOfLeadingZeros(magnitude);
    int fraction = (magnitude << (10 - exponent)) & 0x3ff;
    return (short) ((value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction);
  }

  private static double fromHalf(short bits) {
    int exponent = (bits >> 10) & 31;
    int fraction = bits & 0x3ff;
    double magnitude =
        exponent == 0 ? fraction * 0x1p-24 : Math.scalb((double) (fraction | 0x400), exponent - 25);
    return bits < 0 ? -magnitude : magnitude;
  }
}
