package com.example.acme;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Operand;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A matrix product made ready: whatever may take its time is done before {@link #bind} returns. */
final class AcmeMatMul implements Kernel {
  private final AcmeDevice device;
  private final MatMul op;
  private boolean closed;

  private AcmeMatMul(AcmeDevice device, MatMul op) {
    this.device = device;
    this.op = op;
  }

  /**
   * Refuses whatever would not be calculated exactly as asked.
   *
   * <p>Driver: look for the routine, build the kernel or make the plan; what it cannot do is an
   * UnsupportedOpException with its reason.
   */
  static AcmeMatMul compile(AcmeDevice device, MatMul op) throws UnsupportedOpException {
    // More types go here, one at a time; the conformance kit finds them by itself.
    if (op.storage() != DType.FP32
        || op.output() != DType.FP32
        || !op.compute().equals(Compute.strict(DType.FP32))) {
      throw new UnsupportedOpException("only FP32, summed in FP32 with STRICT math, is there yet");
    }
    List<Operand> operands = new ArrayList<>(op.inputs());
    operands.addAll(op.outputs());
    for (Operand operand : operands) {
      if (operand.spec().bytes() > AcmeDriver.MOST_BYTES) {
        throw new UnsupportedOpException(
            operand.name() + " is larger than " + AcmeDriver.MOST_BYTES + " bytes");
      }
    }
    return new AcmeMatMul(device, op);
  }

  /** Stands in the run record: name what runs, for example the library's routine and version. */
  @Override
  public String description() {
    return "three loops on the host";
  }

  /**
   * Fixes the addresses.
   *
   * <p>Driver: an argument list or a captured graph is made here; one that needs scratch memory
   * says so in {@code workspaceBytes()} and gets it as {@code workspace}.
   */
  @Override
  public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    if (closed) {
      throw new IllegalStateException("the kernel is closed");
    }
    return device.opened(
        new AcmeLaunch(
            device,
            op,
            mine(op.inputs().get(0), inputs.get(0)),
            mine(op.inputs().get(1), inputs.get(1)),
            mine(op.outputs().get(0), outputs.get(0))));
  }

  /** Driver: destroy the plan or the compiled module, once. Launches are closed before it. */
  @Override
  public void close() {
    closed = true;
    device.closed(this);
  }

  private AcmeBuffer mine(Operand operand, Buffer buffer) {
    if (!(buffer instanceof AcmeBuffer mine) || mine.device() != device) {
      throw new IllegalArgumentException(operand.name() + " is a buffer of another device");
    }
    if (!mine.spec().reshapes(operand.spec())) {
      throw new IllegalArgumentException(
          operand.name() + " is " + mine.spec() + ", must be " + operand.spec());
    }
    return mine;
  }
}
