package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Pass;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A small convolution whose result is known exactly, before the vendor's library is believed: small
 * integers, and for FP16, FP32 and FP64 operands of so many bits that one cut off shows.
 */
final class ConvolutionCheck {
  private final GpuDevice device;
  private final LibraryConvolutions library;
  private final Conv2d op;
  private final List<GpuBuffer> buffers = new ArrayList<>();

  private ConvolutionCheck(GpuDevice device, LibraryConvolutions library, Conv2d op) {
    this.device = device;
    this.library = library;
    this.op = op;
  }

  /** What is wrong with ops like this one, if anything is. */
  static Optional<String> problem(GpuDevice device, LibraryConvolutions library, Conv2d op) {
    ConvolutionCheck check = new ConvolutionCheck(device, library, op);
    try {
      Optional<String> small = check.compare(0);
      int bits = op.compute().mathMode() == MathMode.STRICT ? bits(op.storage()) : 0;
      return small.isPresent() || bits == 0 ? small : check.compare(bits);
    } catch (DeviceException e) {
      return Optional.of(e.getMessage());
    } finally {
      check.buffers.forEach(GpuBuffer::close);
    }
  }

  /** Behind the point, of operands that show whether fewer are kept; 0 where that cannot be. */
  private static int bits(DType dtype) {
    return switch (dtype) {
      case FP64 -> 41;
      case FP32 -> 21;
      case FP16 -> 10;
      case BF16, INT32, INT8, FP8_E4M3, FP8_E5M2 -> 0;
    };
  }

  /** Of more than 0 bits, one operand selects an element of the other, so that nothing is added. */
  private Optional<String> compare(int bits) {
    boolean selecting = bits > 0;
    double[] image = new double[count(op.batch(), op.inChannels(), op.height(), op.width())];
    double[] filter =
        new double
            [count(op.outChannels(), op.inChannels(), op.window().height(), op.window().width())];
    double[] result =
        new double[count(op.batch(), op.outChannels(), op.outputHeight(), op.outputWidth())];
    boolean selectsByResult = op.pass() == Pass.BACKWARD_WEIGHTS;
    fill(image, 1, bits);
    fill(filter, 2, 0);
    fill(result, 3, selectsByResult ? 0 : bits);
    if (selecting && selectsByResult) {
      select(result, (int) op.outChannels(), count(1, 1, op.outputHeight(), op.outputWidth()), 20);
    } else if (selecting) {
      select(filter, (int) op.outChannels(), count(1, op.inChannels(), 3, 3), 4);
    }
    double[] right = ConvolutionLoop.of(op, image, filter, result);
    double[] found = run(image, filter, result, right.length);
    for (int i = 0; i < right.length; i++) {
      if (found[i] != right[i]) {
        String what = selecting ? "operands of " + (bits + 1) + " bits" : "small integers";
        return Optional.of(what + ": element " + i + " is " + found[i] + ", must be " + right[i]);
      }
    }
    return Optional.empty();
  }

  private static int count(long a, long b, long c, long d) {
    return Math.toIntExact(a * b * c * d);
  }

  /** -1, 0 and 1 in no order that a sum could hide, or numbers of so many bits after the point. */
  private static void fill(double[] values, int salt, int bits) {
    for (int i = 0; i < values.length; i++) {
      int small = Math.floorMod(((i + 1) * 2_654_435_761L * salt) >>> 16, 3) - 1;
      values[i] = bits == 0 ? small : 1 + (1 + i % 512) * Math.scalb(1.0, -bits);
    }
  }

  /** One 1 in each of the first groups, a different one, and 0 elsewhere. */
  private static void select(double[] values, int groups, int size, int first) {
    Arrays.fill(values, 0);
    for (int group = 0; group < groups; group++) {
      values[group * size + (first + group * (size > 40 ? 9 : 1)) % size] = 1;
    }
  }

  private double[] run(double[] image, double[] filter, double[] result, int elements) {
    DType dtype = op.storage();
    GpuBuffer[] three = {buffer(dtype, image), buffer(dtype, filter), buffer(dtype, result)};
    GpuBuffer written =
        switch (op.pass()) {
          case FORWARD -> three[2];
          case BACKWARD_DATA -> three[0];
          default -> three[1];
        };
    byte[] bytes = new byte[Math.toIntExact(dtype.bytes(elements))];
    written.write(0, ByteBuffer.wrap(bytes));
    long opened = library.open(op);
    try {
      long workspace = Bridge.convolutionWorkspace(opened);
      long[] places = new long[workspace > 0 ? 8 : 6];
      for (int i = 0; i < 3; i++) {
        places[2 * i] = three[i].memory();
      }
      if (workspace > 0) {
        places[6] = kept(new GpuBuffer(device, TensorSpec.bytes(workspace))).memory();
      }
      long stream = device.events().stream();
      Bridge.enqueueConvolution(stream, opened, places);
      Bridge.finish(stream);
    } finally {
      Bridge.closeConvolution(opened);
    }
    written.read(0, ByteBuffer.wrap(bytes));
    return Elements.decode(dtype, bytes);
  }

  private GpuBuffer buffer(DType dtype, double[] values) {
    byte[] bytes = Elements.encode(dtype, values);
    GpuBuffer buffer = kept(new GpuBuffer(device, TensorSpec.bytes(bytes.length)));
    buffer.write(0, ByteBuffer.wrap(bytes));
    return buffer;
  }

  private GpuBuffer kept(GpuBuffer buffer) {
    buffers.add(buffer);
    return buffer;
  }
}
