package io.goodflops.plugin.cpu;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A compiled op, whoever calculates it: checks operands, and who is still open. */
final class CpuKernel implements Kernel {
  private final CpuDevice device;
  private final Signature signature;
  private final String description;
  private final Binder binder;
  private final List<BoundLaunch> launches = new ArrayList<>();
  private boolean closed;

  /** The part that differs between ops. */
  interface Binder extends AutoCloseable {
    Work bind(List<CpuBuffer> inputs, List<CpuBuffer> outputs, Optional<CpuBuffer> workspace);

    default long workspaceBytes() {
      return 0;
    }

    @Override
    default void close() {}
  }

  /**
   * What is bound.
   *
   * @param kind of op, or of ops that were joined, for people
   */
  record Signature(String kind, List<Operand> inputs, List<Operand> outputs) {
    Signature {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    static Signature of(Op op) {
      return new Signature(op.kind(), op.inputs(), op.outputs());
    }
  }

  CpuKernel(CpuDevice device, Op op, String description, Binder binder) {
    this(device, Signature.of(op), description, binder);
  }

  CpuKernel(CpuDevice device, Signature signature, String description, Binder binder) {
    this.device = device;
    this.signature = signature;
    this.description = description;
    this.binder = binder;
  }

  @Override
  public long workspaceBytes() {
    return binder.workspaceBytes();
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public BoundLaunch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    if (closed) {
      throw new IllegalStateException("the kernel is closed");
    }
    device.drive();
    List<CpuBuffer> all = check(signature.inputs(), inputs);
    List<CpuBuffer> in = List.copyOf(all);
    List<CpuBuffer> out = check(signature.outputs(), outputs);
    all.addAll(out);
    Optional<CpuBuffer> room = workspace.map(this::mine);
    if (room.map(buffer -> buffer.spec().bytes()).orElse(0L) < workspaceBytes()) {
      throw new IllegalArgumentException("the workspace must have " + workspaceBytes() + " bytes");
    }
    room.ifPresent(all::add);
    BoundLaunch launch = new BoundLaunch(all, binder.bind(in, out, room));
    launches.add(launch);
    return launch;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      List.copyOf(launches).forEach(BoundLaunch::close);
      binder.close();
      device.forget(this);
    }
  }

  private List<CpuBuffer> check(List<Operand> operands, List<Buffer> buffers) {
    if (operands.size() != buffers.size()) {
      throw new IllegalArgumentException(
          signature.kind() + " takes " + operands.size() + " buffers here, got " + buffers.size());
    }
    List<CpuBuffer> checked = new ArrayList<>();
    for (int i = 0; i < buffers.size(); i++) {
      Operand operand = operands.get(i);
      CpuBuffer buffer = mine(buffers.get(i));
      if (!buffer.spec().reshapes(operand.spec())) {
        throw new IllegalArgumentException(
            operand.name() + " is " + buffer.spec() + ", must be " + operand.spec());
      }
      checked.add(buffer);
    }
    return checked;
  }

  private CpuBuffer mine(Buffer buffer) {
    if (!(buffer instanceof CpuBuffer own) || own.device() != device) {
      throw new IllegalArgumentException("a buffer belongs to another device");
    }
    own.requireOpen();
    return own;
  }

  /** A launch that can run without looking at its operands again. */
  final class BoundLaunch implements Launch {
    private final CpuBuffer[] buffers;
    private final Work work;
    private boolean launchClosed;

    BoundLaunch(List<CpuBuffer> buffers, Work work) {
      this.buffers = buffers.toArray(CpuBuffer[]::new);
      this.work = work;
    }

    /** What is left when nothing is checked. */
    Work work() {
      return work;
    }

    /** Whether everything that it works on is open still. */
    void requireReady() {
      if (launchClosed) {
        throw new IllegalStateException("the launch or its kernel is closed");
      }
      for (CpuBuffer buffer : buffers) {
        buffer.requireOpen();
      }
    }

    @Override
    public void enqueue(Queue queue) {
      CpuQueue.mine(queue, device);
      requireReady();
      device.drive();
      work.run();
    }

    @Override
    public void close() {
      if (!launchClosed) {
        launchClosed = true;
        work.close();
        launches.remove(this);
      }
    }
  }
}
