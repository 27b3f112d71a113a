package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Launches that hand numbers from one buffer to the next: a copy, or, where a device has none, the
 * product with the identity matrix. The order of work shows in what arrives.
 */
final class Relay {
  private static final int SIDE = 48;

  private final Subject subject;
  private final Circumstance where;
  private final Device device;
  private final Kernel kernel;
  private final TensorSpec spec;
  private final Optional<Buffer> identity;
  private final Optional<Buffer> workspace;

  private Relay(
      Subject subject,
      Device device,
      Op op,
      Kernel kernel,
      TensorSpec spec,
      Optional<Buffer> identity) {
    this.subject = subject;
    this.where = Circumstance.of(op, Lane.PLAIN, "numbers");
    this.device = device;
    this.kernel = kernel;
    this.spec = spec;
    this.identity = identity;
    this.workspace =
        kernel.workspaceBytes() > 0
            ? Optional.of(device.allocate(TensorSpec.bytes(kernel.workspaceBytes())))
            : Optional.empty();
  }

  static Relay on(Subject subject, Device device) {
    Copy copy = new Copy(DType.FP32, SIDE * SIDE);
    try {
      Kernel kernel = compiled(subject, device, copy);
      TensorSpec spec = copy.inputs().get(0).spec();
      return new Relay(subject, device, copy, kernel, spec, Optional.empty());
    } catch (UnsupportedOpException e) {
      return byProduct(subject, device);
    }
  }

  private static Kernel compiled(Subject subject, Device device, Op op)
      throws UnsupportedOpException {
    subject.tries("compile", Circumstance.of(op, Lane.PLAIN, "none"));
    return device.compile(op, Lane.PLAIN);
  }

  private static Relay byProduct(Subject subject, Device device) {
    MatMul op = Catalogue.product(1, SIDE, SIDE, SIDE, false, false, DType.FP32, Role.CONSTANT);
    try {
      Kernel kernel = compiled(subject, device, op);
      TensorSpec spec = op.inputs().get(1).spec();
      Buffer identity = device.allocate(spec);
      double[] ones = new double[SIDE * SIDE];
      for (int i = 0; i < SIDE; i++) {
        ones[i * SIDE + i] = 1;
      }
      identity.write(0, ByteBuffer.wrap(Bytes.encode(DType.FP32, ones)));
      return new Relay(subject, device, op, kernel, spec, Optional.of(identity));
    } catch (UnsupportedOpException e) {
      throw new Unverified("neither an FP32 copy nor an FP32 matmul compiles in lane PLAIN");
    }
  }

  /** Numbers that survive both kinds of relay bit by bit. */
  byte[] numbers(int variant) {
    double[] values = new double[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + (i * 31L + variant * 7919L) % 65521;
    }
    return Bytes.encode(DType.FP32, values);
  }

  Buffer buffer() {
    return device.allocate(spec);
  }

  Buffer buffer(byte[] content) {
    Buffer buffer = buffer();
    buffer.write(0, ByteBuffer.wrap(content));
    return buffer;
  }

  Launch link(Buffer from, Buffer to) {
    List<Buffer> inputs = new ArrayList<>(List.of(from));
    identity.ifPresent(inputs::add);
    subject.tries("bind and launch", where);
    return kernel.bind(inputs, List.of(to), workspace);
  }

  Kernel kernel() {
    return kernel;
  }
}
