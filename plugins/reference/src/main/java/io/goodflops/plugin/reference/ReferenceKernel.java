package io.goodflops.plugin.reference;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A compiled op. Binding it to buffers gives a launch that only has to be fired. */
final class ReferenceKernel implements Kernel {
  private final ReferenceDevice device;
  private final Op op;
  private final Binder binder;
  private boolean closed;

  /**
   * Ties the arithmetic to its buffers. The work it returns reads the inputs anew each time: a
   * VARIABLE operand may change between two launches. It allocates nothing.
   */
  interface Binder {
    Runnable bind(List<ReferenceBuffer> inputs, List<ReferenceBuffer> outputs);
  }

  ReferenceKernel(ReferenceDevice device, Op op, Binder binder) {
    this.device = device;
    this.op = op;
    this.binder = binder;
  }

  /** Appears in the run record, so that a reader knows which code ran. */
  @Override
  public String description() {
    return "plain Java " + op.kind();
  }

  /** {@code workspace} is empty, since {@link #workspaceBytes} is 0 here. */
  @Override
  public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    if (closed) {
      throw new IllegalStateException("the kernel is closed");
    }
    List<ReferenceBuffer> in = check(op.inputs(), inputs);
    List<ReferenceBuffer> out = check(op.outputs(), outputs);
    return new ReferenceLaunch(in, out, binder.bind(in, out));
  }

  @Override
  public void close() {
    closed = true;
  }

  private List<ReferenceBuffer> check(List<Operand> operands, List<Buffer> buffers) {
    if (operands.size() != buffers.size()) {
      throw new IllegalArgumentException(
          op.kind() + " takes " + operands.size() + " buffers here, got " + buffers.size());
    }
    List<ReferenceBuffer> mine = new ArrayList<>();
    for (int i = 0; i < buffers.size(); i++) {
      Operand operand = operands.get(i);
      if (!(buffers.get(i) instanceof ReferenceBuffer buffer) || buffer.device() != device) {
        throw new IllegalArgumentException(operand.name() + " is a buffer of another device");
      }
      if (!buffer.spec().reshapes(operand.spec())) {
        throw new IllegalArgumentException(
            operand.name() + " is " + buffer.spec() + ", must be " + operand.spec());
      }
      buffer.requireOpen();
      mine.add(buffer);
    }
    return mine;
  }

  private final class ReferenceLaunch implements Launch {
    private final List<ReferenceBuffer> inputs;
    private final List<ReferenceBuffer> outputs;
    private final Runnable work;
    private boolean launchClosed;

    ReferenceLaunch(List<ReferenceBuffer> inputs, List<ReferenceBuffer> outputs, Runnable work) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.work = work;
    }

    /** This device has no queue of its own, so the work is done before enqueue returns. */
    @Override
    public void enqueue(Queue queue) {
      if (launchClosed || closed) {
        throw new IllegalStateException("the launch or its kernel is closed");
      }
      if (!(queue instanceof ReferenceQueue mine) || mine.device() != device) {
        throw new IllegalArgumentException("the queue belongs to another device");
      }
      mine.requireOpen();
      inputs.forEach(ReferenceBuffer::requireOpen);
      outputs.forEach(ReferenceBuffer::requireOpen);
      work.run();
    }

    @Override
    public void close() {
      launchClosed = true;
    }
  }
}
