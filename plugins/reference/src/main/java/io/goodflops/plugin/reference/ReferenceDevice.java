package io.goodflops.plugin.reference;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Read;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An opened device: makes kernels, buffers and queues, and closes those that are still open when it
 * is closed itself. One thread calls it, so nothing here is synchronised.
 *
 * <p>Its clock is the host's ({@link Device#clock} as inherited) and it has no sensors ({@link
 * Device#telemetry} as inherited): absent is an answer, zero would be a lie.
 */
final class ReferenceDevice implements Device {
  private final Set<AutoCloseable> open = new HashSet<>();
  private boolean closed;

  /** Says yes or no to exactly this op. Whatever is slow or may be refused happens here. */
  @Override
  public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
    requireOpen();
    if (lane != Lane.PLAIN) {
      throw new UnsupportedOpException(
          "nothing is prepared or tuned here: there is only lane PLAIN");
    }
    if (op instanceof MatMul matMul) {
      return new ReferenceKernel(this, op, MatMulLaunch.compile(matMul));
    }
    if (op instanceof Copy) {
      return new ReferenceKernel(
          this, op, (in, out) -> () -> StreamOps.copy(in.get(0), out.get(0)));
    }
    requireNoFp8(op);
    if (op instanceof Read read) {
      return new ReferenceKernel(
          this, op, (in, out) -> () -> StreamOps.read(read, in.get(0), out.get(0)));
    }
    if (op instanceof Triad triad) {
      return new ReferenceKernel(
          this, op, (in, out) -> () -> StreamOps.triad(triad, in.get(0), in.get(1), out.get(0)));
    }
    if (op instanceof FmaChain chain) {
      return new ReferenceKernel(
          this, op, (in, out) -> () -> StreamOps.fmaChain(chain, in, out.get(0)));
    }
    if (op instanceof MatrixChain chain) {
      return new ReferenceKernel(
          this, op, (in, out) -> () -> StreamOps.matrixChain(chain, in, out.get(0)));
    }
    if (op instanceof TrainingOp training) {
      return new ReferenceKernel(this, op, TrainingOps.compile(training));
    }
    // Ops may be added to the SPI: a kind we do not know is a normal "no".
    throw new UnsupportedOpException("op " + op.kind() + " is not known here");
  }

  /** Its numbers are operands of matrix products; else they are only moved. */
  private static void requireNoFp8(Op op) throws UnsupportedOpException {
    if (op.hasFp8()) {
      throw new UnsupportedOpException(op.kind() + " does not calculate in FP8 here");
    }
  }

  @Override
  public Buffer allocate(TensorSpec spec) {
    requireOpen();
    // A Java array's length is an int. A vendor's limit is the device's memory.
    if (spec.bytes() > Integer.MAX_VALUE - 8) {
      throw new DeviceException(spec.bytes() + " bytes asked for, a buffer here holds 2 GiB");
    }
    try {
      return opened(new ReferenceBuffer(this, spec));
    } catch (OutOfMemoryError e) {
      throw new DeviceException("the Java heap has no room for " + spec.bytes() + " bytes", e);
    }
  }

  @Override
  public Queue openQueue() {
    requireOpen();
    return opened(new ReferenceQueue(this));
  }

  /** Closing twice is harmless; children still open are closed first. */
  @Override
  public void close() {
    for (AutoCloseable child : List.copyOf(open)) {
      try {
        child.close();
      } catch (Exception e) {
        throw new DeviceException("closing " + child + " failed", e);
      }
    }
    closed = true;
  }

  <T extends AutoCloseable> T opened(T child) {
    open.add(child);
    return child;
  }

  void forget(AutoCloseable child) {
    open.remove(child);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the device is closed");
    }
  }
}
